// Versions of charts sorted and admitted.
// SPDX-License-Identifier: Apache-2.0
#include "core/chart_rules.hpp"

#include <algorithm>

#include "base/semver.hpp"

namespace chatops::core {
namespace {

struct Ranked {
  std::optional<SemVer> version;
  ChartVersion chart;
};

bool newer_chart(const Ranked& a, const Ranked& b) {
  if (!a.version || !b.version) return a.version.has_value() && !b.version;
  if (const auto order = *a.version <=> *b.version; order != 0) return order > 0;
  if (a.chart.created_at != b.chart.created_at) return a.chart.created_at > b.chart.created_at;
  return compare_builds(a.version->build, b.version->build) > 0;
}

/// Without what is no version, newest first.
std::vector<ChartVersion> ranked(std::vector<ChartVersion> versions, const auto& wanted) {
  std::vector<ChartVersion> out;
  sort_newest_first(versions);
  for (ChartVersion& one : versions) {
    const auto version = SemVer::parse(one.version);
    if (version && wanted(*version)) out.push_back(std::move(one));
  }
  return out;
}

std::optional<ChartVersion> spelled(const std::string& wanted,
                                    const std::vector<ChartVersion>& versions) {
  std::optional<ChartVersion> out;
  for (const ChartVersion& one : versions) {
    const bool newest = !out || one.created_at > out->created_at;
    if (one.version == wanted && newest) out = one;
  }
  return out;
}

bool same_build(const SemVer& wanted, const SemVer& version) {
  return wanted.build.empty() || wanted.build == version.build;
}

}  // namespace

void sort_newest_first(std::vector<ChartVersion>& versions) {
  std::vector<Ranked> all;
  all.reserve(versions.size());
  for (ChartVersion& one : versions) {
    auto version = SemVer::parse(one.version);
    all.push_back({std::move(version), std::move(one)});
  }
  std::stable_sort(all.begin(), all.end(), newer_chart);
  versions.clear();
  for (Ranked& one : all) versions.push_back(std::move(one.chart));
}

std::optional<std::vector<ChartVersion>> admitted(const Chart& chart, const std::string& rule,
                                                  std::vector<ChartVersion> versions) {
  const auto range = SemVerRange::parse(rule);
  if (!range) return std::nullopt;
  if (chart.kind == ChartKind::path) return versions;
  if (auto found = spelled(rule, versions); found && SemVer::parse(rule)) {
    return std::vector<ChartVersion>{std::move(*found)};
  }
  const auto written = SemVer::parse(rule);
  auto out = ranked(std::move(versions), [&](const SemVer& version) {
    return range->accepts(version) && (!written || same_build(*written, version));
  });
  const auto lax = [](const ChartVersion& one) { return !SemVer::parse_strict(one.version); };
  if (chart.kind == ChartKind::oci && !std::all_of(out.begin(), out.end(), lax))
    std::erase_if(out, lax);
  return out;
}

std::optional<ChartVersion> exactly(const std::string& wanted, std::vector<ChartVersion> versions) {
  if (auto found = spelled(wanted, versions)) return found;
  const auto written = SemVer::parse(wanted);
  if (!written) return std::nullopt;
  auto equal = ranked(std::move(versions), [&](const SemVer& version) {
    return version == *written && same_build(*written, version);
  });
  if (equal.empty()) return std::nullopt;
  return std::move(equal.front());
}

bool is_whole_version(const std::string& text) {
  return SemVer::parse_strict(text.starts_with('v') ? text.substr(1) : text).has_value();
}

}  // namespace chatops::core

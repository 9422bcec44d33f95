// The chart's version, by rule or by wish.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/semver.hpp"
#include "base/text.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

struct Ranked {
  SemVer version;
  const core::ChartVersion* chart;
};

/// Those in the range, newest first. A chart that is a folder has one version, whatever it is
/// called.
std::vector<Ranked> in_range(const core::Application& application, const std::string& rule,
                             const std::vector<core::ChartVersion>& versions) {
  const auto range = SemVerRange::parse(rule);
  if (!range) {
    throw Error(Reason::yaml_bad_value, {{"what", rule}, {"where", application.chart.name}});
  }
  std::vector<Ranked> out;
  for (const core::ChartVersion& chart : versions) {
    const auto version = SemVer::parse(chart.version);
    if (!version) continue;
    const bool always = application.chart.kind == core::ChartKind::path;
    if (always || range->accepts(*version)) out.push_back({*version, &chart});
  }
  std::stable_sort(out.begin(), out.end(), [](const Ranked& a, const Ranked& b) {
    return a.version != b.version ? b.version < a.version : b.chart->version < a.chart->version;
  });
  return out;
}

Error no_chart(const core::Application& application, const std::string& wanted,
               const std::vector<core::ChartVersion>& versions) {
  std::vector<std::string> names;
  names.reserve(versions.size());
  for (const auto& one : versions) names.push_back(one.version);
  Args args{{"what", application.chart.name + " " + wanted}, {"where", application.chart.source}};
  if (const auto near = did_you_mean(wanted, names)) args.set("try", *near);
  return Error(Reason::chart_not_found, std::move(args));
}

const core::ChartVersion& exactly(const core::Application& application, const std::string& wanted,
                                  const std::vector<core::ChartVersion>& versions) {
  const auto found = std::find_if(versions.begin(), versions.end(), [&](const auto& one) {
    return one.version == wanted || one.version == "v" + wanted || "v" + one.version == wanted;
  });
  if (found == versions.end()) throw no_chart(application, wanted, versions);
  return *found;
}

/// A range to follow ("~1.4"), and no version: one that is there, or one that might be.
bool is_range(const std::string& wish, const std::vector<core::ChartVersion>& versions) {
  const bool there = std::any_of(versions.begin(), versions.end(),
                                 [&](const auto& one) { return one.version == wish; });
  return !wish.empty() && !there && !SemVer::parse(wish) && SemVerRange::parse(wish);
}

ChartChoice follow_range(const core::Application& application, const std::string& range,
                         core::PinMode mode, const core::PinDetails& details,
                         const Known<std::vector<core::ChartVersion>>& versions,
                         const std::optional<core::ChartVersion>& runs) {
  const core::Choice follow = core::Follow{range == application.chart.shown_rule() ? "" : range};
  ChartChoice out = choose_chart_version(application, follow, "", mode, details, versions, runs);
  if (mode != core::PinMode::pin) return out;
  return choose_chart_version(application, follow, out.version.version, mode, details, versions,
                              runs);
}

}  // namespace

ChartChoice choose_chart_version(const core::Application& application, const core::Choice& before,
                                 const std::string& wish, core::PinMode mode,
                                 const core::PinDetails& details,
                                 const Known<std::vector<core::ChartVersion>>& versions,
                                 const std::optional<core::ChartVersion>& runs) {
  const std::string rule = core::followed_rule(before, application.chart.rule);
  if (!versions) {
    const auto* pin = std::get_if<core::Pin>(&before);
    const bool stays = wish.empty() && pin != nullptr && runs && runs->version == pin->version;
    if (!stays) throw Error(versions.error());
    return {before, *runs, {}};
  }
  if (is_range(wish, *versions))
    return follow_range(application, wish, mode, details, versions, runs);
  const auto ranked = in_range(application, rule, *versions);
  ChartChoice out{.choice = before};
  if (!wish.empty()) {
    out.version = exactly(application, wish, *versions);
    const bool inside = std::any_of(ranked.begin(), ranked.end(), [&](const Ranked& one) {
      return one.chart->version == out.version.version;
    });
    out.choice =
        core::choose_chart(before, out.version.version, inside,
                           ranked.empty() ? "" : ranked.front().chart->version, mode, details);
  } else if (const auto* pin = std::get_if<core::Pin>(&before)) {
    out.version = exactly(application, pin->version, *versions);
  } else {
    if (ranked.empty()) throw no_chart(application, rule, *versions);
    out.version = *ranked.front().chart;
  }
  const auto chosen = SemVer::parse(out.version.version);
  for (const Ranked& one : ranked) {
    if (chosen && *chosen < one.version) out.newer.push_back(one.chart->version);
  }
  return out;
}

}  // namespace chatops::workflow

// Versions are told apart by digest where it is known: a tag that moved is another artifact.
// SPDX-License-Identifier: Apache-2.0
#include "core/set_aside.hpp"

#include <algorithm>

#include "base/semver.hpp"
#include "core/bill_rules.hpp"
#include "core/candidates.hpp"
#include "core/selection_rules.hpp"

namespace chatops::core {
namespace {

bool same_artifact(const Artifact& a, const Artifact& b) {
  if (!a.digest.empty() && !b.digest.empty()) return a.digest == b.digest;
  return a.version == b.version;
}

bool same_line(const Artifact& a, const Artifact& b) {
  return a.component == b.component && a.from.branch == b.from.branch;
}

bool same_chart(const ChartVersion& a, const ChartVersion& b) {
  const bool told = !a.digest.empty() && !b.digest.empty();
  return a.version == b.version && (!told || a.digest == b.digest);
}

bool later_chart(const ChartVersion& one, const ChartVersion& than) {
  const auto a = SemVer::parse(one.version), b = SemVer::parse(than.version);
  return a && b && *a > *b;
}

void set_chart_aside(Environment& environment, const Deployment& failed, Instant now) {
  std::optional<ChartSetAside>& aside = environment.chart_set_aside;
  std::string rule = followed_rule(failed.selection.chart, "");
  const bool older = aside && aside->rule == rule && later_chart(aside->chart, failed.bill.chart);
  if (older) return;  // not taken as it is
  aside = ChartSetAside{failed.bill.chart, std::move(rule), failed.revision, now};
}

}  // namespace

bool is_set_aside(const Artifact& artifact, std::span<const SetAside> set_aside) {
  return std::any_of(set_aside.begin(), set_aside.end(), [&](const SetAside& one) {
    return one.line.component == artifact.component &&
           same_artifact(artifact_of(one.line), artifact);
  });
}

bool is_set_aside(const ChartVersion& chart, const std::optional<ChartSetAside>& set_aside) {
  return set_aside && same_chart(set_aside->chart, chart);
}

bool may_take(const ChartVersion& chart, const std::string& rule,
              const std::optional<ChartSetAside>& set_aside) {
  if (!set_aside) return true;
  const bool older = set_aside->rule == rule && later_chart(set_aside->chart, chart);
  return !older && !is_set_aside(chart, set_aside);
}

bool may_take(const Artifact& artifact, std::span<const SetAside> set_aside) {
  if (is_set_aside(artifact, set_aside)) return false;
  return std::none_of(set_aside.begin(), set_aside.end(), [&](const SetAside& one) {
    const Artifact failed = artifact_of(one.line);
    return same_line(failed, artifact) && newer(failed, artifact);
  });
}

void set_aside_changes(Environment& environment, const Deployment& failed, Instant now) {
  const Bill* before = failed.previous ? &*failed.previous : nullptr;
  const BillDifference changes = difference(before, failed.bill);
  if (changes.chart != Change::same) set_chart_aside(environment, failed, now);
  for (const LineDifference& line : changes.lines) {
    if (line.change == Change::same || !line.after) continue;
    const Artifact artifact = artifact_of(*line.after);
    const bool older = std::any_of(environment.set_aside.begin(), environment.set_aside.end(),
                                   [&](const SetAside& one) {
                                     const Artifact other = artifact_of(one.line);
                                     return same_line(other, artifact) && newer(other, artifact);
                                   });
    if (older) continue;  // not taken as it is
    std::erase_if(environment.set_aside,
                  [&](const SetAside& one) { return same_line(artifact_of(one.line), artifact); });
    take_back(environment, *line.after);
    environment.set_aside.push_back({*line.after, failed.revision, now});
  }
}

void take_back(Environment& environment, const BillLine& named) {
  const Artifact artifact = artifact_of(named);
  std::erase_if(environment.set_aside, [&](const SetAside& one) {
    const Artifact other = artifact_of(one.line);
    return other.component == artifact.component && same_artifact(other, artifact);
  });
}

void take_back(Environment& environment, const ChartVersion& named) {
  if (is_set_aside(named, environment.chart_set_aside)) environment.chart_set_aside.reset();
}

void clear_set_aside(Environment& environment, const Bill& brought) {
  take_back(environment, brought.chart);
  std::optional<ChartSetAside>& aside = environment.chart_set_aside;
  if (aside && later_chart(brought.chart, aside->chart)) aside.reset();
  std::erase_if(environment.set_aside, [&](const SetAside& one) {
    const auto line = brought.lines.find(one.line.component);
    if (line == brought.lines.end()) return false;
    const Artifact works = artifact_of(line->second);
    const Artifact failed = artifact_of(one.line);
    return same_artifact(works, failed) || (same_line(works, failed) && newer(works, failed));
  });
}

}  // namespace chatops::core

// Versions are told apart by digest where it is known: a tag that moved is another artifact.
// SPDX-License-Identifier: Apache-2.0
#include "core/set_aside.hpp"

#include <algorithm>

#include "core/bill_rules.hpp"
#include "core/candidates.hpp"

namespace chatops::core {
namespace {

bool same_artifact(const Artifact& a, const Artifact& b) {
  if (!a.digest.empty() && !b.digest.empty()) return a.digest == b.digest;
  return a.version == b.version;
}

bool same_line(const Artifact& a, const Artifact& b) {
  return a.component == b.component && a.from.branch == b.from.branch;
}

}  // namespace

bool may_take(const Artifact& artifact, std::span<const SetAside> set_aside) {
  return std::none_of(set_aside.begin(), set_aside.end(), [&](const SetAside& one) {
    const Artifact failed = artifact_of(one.line);
    if (failed.component != artifact.component) return false;
    if (same_artifact(failed, artifact)) return true;
    return same_line(failed, artifact) && newer(failed, artifact);
  });
}

void set_aside_changes(Environment& environment, const Deployment& failed, Instant now) {
  const Bill* before = failed.previous ? &*failed.previous : nullptr;
  for (const LineDifference& line : difference(before, failed.bill).lines) {
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

void clear_set_aside(Environment& environment, const Bill& brought) {
  std::erase_if(environment.set_aside, [&](const SetAside& one) {
    const auto line = brought.lines.find(one.line.component);
    if (line == brought.lines.end()) return false;
    const Artifact works = artifact_of(line->second);
    const Artifact failed = artifact_of(one.line);
    return same_artifact(works, failed) || (same_line(works, failed) && newer(works, failed));
  });
}

}  // namespace chatops::core

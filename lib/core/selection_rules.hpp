// How wishes change a selection: choosing a version, changing a branch, rolling back, pins that
// end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/bill.hpp"
#include "core/selection.hpp"
#include "core/version_pattern.hpp"

namespace chatops::core {

enum class PinMode { automatic, pin, follow };

/// Who pins and why; its `version` and `after` are filled in by the rules.
using PinDetails = Pin;

/// Every component follows its own branch, the chart its own rule.
Selection initial_selection(const Application& application);

/// The rule that is followed, or followed again when the pin ends.
std::string followed_rule(const Choice& choice, std::string_view otherwise);

/// `deploy c=V`: keeps following when V is of the followed branch and nothing known on that branch
/// is newer; otherwise pins. `mode` overrides. `newest` is the newest known of the followed branch.
Choice choose_version(const Component& component, const Choice& before, const Artifact& chosen,
                      const std::optional<Artifact>& newest, const VersionPattern* pattern,
                      PinMode mode, const PinDetails& details);
/// `--chart V`: the same for the chart; `newest` is the newest version in the followed range, and
/// `in_range` says that V is in it.
Choice choose_chart(const Choice& before, const std::string& version, bool in_range,
                    const std::string& newest, PinMode mode, const PinDetails& details);

/// What a deployment brought, and the selection that it was for.
struct Chosen {
  const Selection& selection;
  const Bill& bill;
};
/// Goes back to `target`: what differs from `runs` is pinned at the target's version. The rest
/// keeps its choice, unless that is another rule or version than the target's: then the target's
/// choice holds again. Components the application no longer has are left out.
Selection rolled_back(const Application& application, const Selection& now, const Bill& runs,
                      const Chosen& target, const PinDetails& details);

/// The choice as it holds at `now`: a pin that has ended follows again.
Choice effective(const Choice& choice, Instant now);
Selection effective(Selection selection, const Application& application, Instant now);

struct SelectionGaps {
  std::vector<std::string> missing;  ///< components without a choice, in the application's order
  std::vector<std::string> extra;    ///< choices for components the application does not have
  bool empty() const { return missing.empty() && extra.empty(); }
};
SelectionGaps gaps(const Application& application, const Selection& selection);
/// Without the extra ones, and with each missing one following its own branch.
Selection completed(const Application& application, Selection selection);

}  // namespace chatops::core

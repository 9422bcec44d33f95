// Versions that failed: nothing automatic deploys them again until there is a newer one, or a
// person says so. The environment itself goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/deployment.hpp"
#include "core/environment.hpp"

namespace chatops::core {

/// The artifact is one of those set aside.
bool is_set_aside(const Artifact& artifact, std::span<const SetAside> set_aside);
/// Whether something automatic may go on to the artifact where it follows a branch: it is none of
/// those set aside, and no older one of the same component and branch.
bool may_take(const Artifact& artifact, std::span<const SetAside> set_aside);
/// The same two of the chart. An older version is not gone on to by the rule that led to the failed
/// one.
bool is_set_aside(const ChartVersion& chart, const std::optional<ChartSetAside>& set_aside);
bool may_take(const ChartVersion& chart, const std::string& rule,
              const std::optional<ChartSetAside>& set_aside);

/// After a deployment that failed: what it was to change is set aside.
void set_aside_changes(Environment& environment, const Deployment& failed, Instant now);
/// A person deploys it by name: it is set aside no longer.
void take_back(Environment& environment, const BillLine& named);
void take_back(Environment& environment, const ChartVersion& named);
/// After a success: what it brought works, and what is older than that matters no more.
void clear_set_aside(Environment& environment, const Bill& brought);

}  // namespace chatops::core

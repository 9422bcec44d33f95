// `rollback [REV]`: an earlier bill is deployed again and what it moves is pinned.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "workflow/plan.hpp"

namespace chatops::workflow {

struct RollbackRequest {
  std::string environment;
  std::optional<std::int64_t> revision;  ///< nothing = what worked before the newest attempt
  core::Actor actor;
  std::string reason;
  bool force = false;
};
/// What a rollback without a revision would bring back: the newest success of this life of the
/// environment that is not what certainly runs. Nothing = there is nothing to go back to.
std::optional<core::Deployment> rollback_target(Dependencies& deps,
                                                const core::Environment& environment);

struct RollbackPlan {
  Plan plan;
  core::Deployment target;
};
/// unknown_revision (also when it never succeeded, `why` = its status), and what plan() throws.
RollbackPlan plan_rollback(const Call& call, Dependencies& deps, const RollbackRequest& request);

}  // namespace chatops::workflow

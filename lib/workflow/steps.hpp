// The inside of a deployment's steps. Which of them is due is told by the row alone:
//   execution given                         → observe it
//   queued, or intended and never asked     → start it when its turn comes
//   intended and asked                      → somebody is asking, or died asking: then unknown
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "workflow/deploy.hpp"
#include "workflow/order.hpp"

namespace chatops::workflow {

/// How often one deployment is started, the restarts for other environments' sake included.
inline constexpr std::int64_t most_starts = 5;

// Of the steps below, `events` are what the row does not keep: a failed read, whom it waits for.
// advance() adds what changed in the row.

/// Starts the row when its turn has come; otherwise advances what stands before it.
Step start_step(const Call& call, Dependencies& deps, const core::Deployment& row);
/// Somebody asked the engine and nothing was recorded: waits for the lease, then looks for the
/// execution, and calls it unknown where the engine cannot tell.
Step lost_step(const Call& call, Dependencies& deps, const core::Deployment& row);
/// An unknown one: asks once more, where the engine can tell by the order's key.
Step unknown_step(const Call& call, Dependencies& deps, const core::Deployment& row);
/// Reads the execution and records what became of it.
Step observe_step(const Call& call, Dependencies& deps, const core::Deployment& row);
/// The step that is due.
Step take_step(const Call& call, Dependencies& deps, const DeploymentKey& key);

using TakeStep = std::function<Step(const Call&, Dependencies&, const DeploymentKey&)>;
/// follow(), by steps of another kind.
core::Deployment follow_by(const Call& call, Dependencies& deps, const DeploymentKey& key,
                           Watcher& watcher, const TakeStep& step_of);

core::Deployment load(Dependencies& deps, const DeploymentKey& key);
/// What its cluster says explains more than the words of the stage that waited for it.
void blame(Args& args, const Error& cause);
/// How a deployment ended.
struct Ending {
  core::DeploymentStatus status;  ///< a finished one
  core::Effect effect = core::Effect::none;
  const core::Execution* told = nullptr;  ///< what the engine says of it; its times count
};
/// Ends the row and settles its environment, in the caller's transaction.
void conclude(core::Tx& tx, core::Deployment& row, const Ending& end, Instant now);
/// Calls the row unknown: what it would have changed is in doubt from now on.
void lose(core::Tx& tx, core::Deployment& row, Instant now);
/// Records what was read of the row's execution, and of its cluster where that was read, too.
Step record_seen(Dependencies& deps, const core::Deployment& row,
                 const Known<core::Execution>& seen,
                 const std::optional<std::vector<core::Trouble>>& troubles = std::nullopt);

}  // namespace chatops::workflow

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

/// One step of one row, before what changed is told.
struct Turn {
  core::Deployment deployment;    ///< as stored now
  std::vector<Event> passing{};   ///< what the row does not keep: a failed read, whom it waits for
  std::optional<Millis> again{};  ///< as in Step
};

/// What to tell of the way from one state of the row to another.
std::vector<Event> changes(const core::Deployment& before, const core::Deployment& after,
                           Instant now);

/// How often one deployment is started, the restarts for other environments' sake included.
inline constexpr std::int64_t most_starts = 5;

/// Starts the row when its turn has come; otherwise advances what stands before it.
Turn start_step(const Call& call, World& world, const core::Deployment& row);
/// Somebody asked the engine and nothing was recorded: waits for the lease, then looks for the
/// execution, and calls it unknown where the engine cannot tell.
Turn lost_step(const Call& call, World& world, const core::Deployment& row);
/// An unknown one: asks once more, where the engine can tell by the order's key.
Turn unknown_step(const Call& call, World& world, const core::Deployment& row);
/// Reads the execution and records what became of it.
Turn observe_step(const Call& call, World& world, const core::Deployment& row);
/// The step that is due.
Turn take_turn(const Call& call, World& world, const DeploymentKey& key);

using TakeTurn = std::function<Turn(const Call&, World&, const DeploymentKey&)>;
/// follow(), by turns of another kind.
core::Deployment follow_by(const Call& call, World& world, const DeploymentKey& key,
                           Watcher& watcher, const TakeTurn& turn_of);

core::Deployment load(World& world, const DeploymentKey& key);
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
/// Records what was read of the row's execution.
Turn record_seen(World& world, const core::Deployment& row, const Known<core::Execution>& seen);

}  // namespace chatops::workflow

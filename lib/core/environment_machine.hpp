// Which states may follow which; anything else is a defect of ours or a stale row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/known.hpp"
#include "core/deployment.hpp"
#include "core/environment.hpp"
#include "core/store/deployments.hpp"

namespace chatops::core {

bool may_become(EnvironmentState from, EnvironmentState to);
bool may_become(DeploymentStatus from, DeploymentStatus to);

/// Changes the state and `changed_at`. state_conflict, `what` = "from>to", when that is not
/// allowed. The same state again is allowed and changes nothing.
Result<bool> become(Environment& environment, EnvironmentState to, Instant now);
Result<bool> become(Deployment& deployment, DeploymentStatus to, Instant now);

/// A retired name is used again: creating, with the next epoch and nothing of its former life but
/// the row itself. Epochs never fall.
Environment reopened(const Environment& retired, Instant now);
/// stale_epoch when the deployment was meant for an earlier life of the environment, or the
/// environment is retiring or retired.
std::optional<Error> epoch_conflict(const Deployment& deployment, const Environment& environment);

/// Recorded, and nobody asks the engine for it: it was never asked, or dropped it for another's
/// sake. It may give way to a newer one, and a command that only shows never starts it.
bool waits_to_start(const Deployment& deployment);
bool waits_to_start(const DeploymentSummary& deployment);

/// The environment's state while its newest deployment is under way.
EnvironmentState state_while(const Environment& environment);
/// And after it: `effect` is what it left behind, and `sound` says that what ran before it had been
/// brought by a success.
EnvironmentState state_after(const Environment& environment, DeploymentStatus status, Effect effect,
                             bool sound);

/// Records what an attempt left behind: what it brought is what runs now; where nobody can tell,
/// everything that it would have changed is in doubt until the next one that brings its bill.
void leave(Environment& environment, const Deployment& deployment, Effect effect);

/// True for a stage that ran to its end or had no need to: what was stopped, cancelled or never
/// began did not, whatever became of the rest.
bool came_to_its_end(StageStatus status);

struct Progress {
  int done = 0, total = 0;
  std::vector<const Stage*> active;  ///< running or waiting for a person, in the engine's order
  const Stage* failed = nullptr;     ///< the first that failed or halted, and was not ignored
  const Stage* approval = nullptr;   ///< the first that waits for a person
  bool ignored_failures = false;
};
/// Points into `stages`.
Progress progress(const std::vector<Stage>& stages);

}  // namespace chatops::core

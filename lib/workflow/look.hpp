// Looking at the engine without acting: what a command that only shows may do.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "workflow/dependencies.hpp"
#include "workflow/deploy.hpp"

namespace chatops::workflow {

/// Reads every execution that is not known to have ended, side by side, and records what it tells,
/// with the engine's own times. `environment` "" = of the whole application. Starts nothing. What
/// could not be read stays as it was recorded: the reasons, each once.
std::vector<Error> look(const Call& call, Dependencies& deps, const std::string& environment = "");

/// Looks at one deployment until it is finished or unknown, as follow() does, but never starts it:
/// one that was not started yet is told as queued until somebody does.
core::Deployment watch(const Call& call, Dependencies& deps, const DeploymentKey& key,
                       Watcher& watcher);

}  // namespace chatops::workflow

// What deploy, branch, rollback and delete share: ask, commit, follow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/handlers/handlers.hpp"
#include "workflow/deploy.hpp"
#include "workflow/plan.hpp"

namespace chatops::command {

/// Shows, asks, commits and follows a plan, as far as `going` says. `notes` stand above a question.
Reply carry_out(Context& context, const workflow::Plan& plan, const Going& going,
                std::vector<Error> notes = {});
/// Reads what is not known to have ended, so that what is planned or shown is not older than the
/// command; what could not be read is a note.
void look_first(Context& context, const std::string& environment, std::vector<Error>& notes);
/// Records the selection alone.
Outcome remembered(Context& context, const workflow::Plan& plan);
/// Follows a deployment to its end (`wait`), else until the engine has it; the outcome carries what
/// became of it.
Outcome follow(Context& context, const workflow::DeploymentKey& key, bool wait,
               std::int64_t timeout_ms);
/// Looks at a deployment to its end and starts nothing.
Outcome watch(Context& context, const workflow::DeploymentKey& key, std::int64_t timeout_ms);

}  // namespace chatops::command

// What deploy, branch and rollback share: ask, and commit. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/run.hpp"
#include "workflow/deploy.hpp"
#include "workflow/plan.hpp"

namespace chatops::command {

/// Shows, asks and commits a plan, as far as `options` says; what is to be followed then is the
/// reply. `notes` stand above a question.
Reply carry_out(Context& context, const workflow::Plan& plan, const DeployOptions& options,
                std::vector<Error> notes = {});
/// Reads what is not known to have ended, so that what is planned or shown is not older than the
/// command; what could not be read is a note.
void look_first(Context& context, const std::string& environment, std::vector<Error>& notes);
/// Records the selection alone.
Outcome remembered(Context& context, const workflow::Plan& plan);

}  // namespace chatops::command

// What deploy and branch ask before there is a plan. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/run.hpp"
#include "workflow/plan.hpp"

namespace chatops::command {

/// A question for the environment, where a form may be shown and none is chosen.
std::optional<Need> which_environment(Context& context, bool form, const std::string& given);
/// The deploy form for what is wanted; `notes` stand above it.
Need form_need(Context& context, const workflow::PlanRequest& wanted, std::vector<Error> notes);

}  // namespace chatops::command

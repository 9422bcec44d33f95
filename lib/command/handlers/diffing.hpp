// What a plan would change in the cluster. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/run.hpp"
#include "workflow/plan.hpp"

namespace chatops::command {

/// Asks the engine and changes nothing. Ends with 1 where something would change, and with more
/// where the cluster would not take it or that cannot be told, as `kubectl diff` does.
Outcome diff_outcome(Context& context, const workflow::Plan& plan);

}  // namespace chatops::command

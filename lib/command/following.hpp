// The other half of a command that deploys: going along with the deployment, and what is said at
// its end. Private to the room; doors call follow() of run.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/reply.hpp"
#include "command/run.hpp"
#include "workflow/deploy.hpp"

namespace chatops::command {

/// The outcome of a following that went as far as it should.
Outcome followed(Context& context, const Following& following);

}  // namespace chatops::command

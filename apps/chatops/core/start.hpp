// `chatops-core __start`: asks the engine to start a deployment for a command that could not stay.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/system.hpp"

namespace chatops {

/// `words`: after the hidden word; --app and --profile, the environment and the revision. Takes the
/// steps until the engine was asked, or the row's turn has not come: 0. Else the error's exit code;
/// the row tells the rest. Ends within its own deadline.
int start_in_background(const System& system, const std::stop_token& stop,
                        const std::vector<std::string>& words);

}  // namespace chatops

// `chatops-core __refresh-completion`: started by the front behind a Tab, with nobody watching.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/system.hpp"

namespace chatops {

/// `words`: after the hidden word; --profile NAME and --app WHERE at most. Ends within its own
/// deadline. The exit code.
int refresh_in_background(const System& system, const std::stop_token& stop,
                          const std::vector<std::string>& words);

}  // namespace chatops

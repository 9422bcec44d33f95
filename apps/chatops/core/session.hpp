// One run of the program: words in, an exit code out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/system.hpp"

namespace chatops {

/// Absolute. Errors: Reason::file_unreadable where it is gone.
std::string current_folder();

/// Parses, builds, runs, asks where somebody can be asked, prints. `words`: the command line after
/// the program's name.
int run_session(const System& system, const std::stop_token& stop,
                const std::vector<std::string>& words);

}  // namespace chatops

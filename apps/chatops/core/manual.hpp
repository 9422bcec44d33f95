// Writes the manual at build time: the hidden word `__manual`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace chatops {

/// `words`: man|markdown FOLDER en|zh. Writes the pages there; the exit code. What went wrong is
/// said on standard error in English, because only a build asks.
int write_manual(const std::vector<std::string>& words);

}  // namespace chatops

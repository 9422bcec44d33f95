// Checks of this machine that belong to no other room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/finding.hpp"
#include "base/system.hpp"

namespace chatops::doctor {

Findings check_programs(const Call& call, const System& system);
Findings check_keyring(const Call& call, const System& system);
Findings check_terminal(const System& system);
Findings check_completion(const System& system);
/// Whether the front beside this program (in `folder`) is of the same version.
Findings check_version(const Call& call, const System& system, const std::string& folder);

}  // namespace chatops::doctor

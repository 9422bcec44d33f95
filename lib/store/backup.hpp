// A copy of the state file while it is in use. What outside systems do not list is only in there,
// so the state cannot be made anew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/call.hpp"

namespace chatops::store {

/// Copies the state as it is at one moment into the file `to`, whole and checked or not at all: a
/// database of one file, 0600, that can be put in the state's place. Writers of the state go on
/// meanwhile, in this process and in others.
/// Throws file_exists where `to` is there and is not to be replaced (`replace`) or is the state
/// itself, file_unreadable (`missing` = yes) where there is no state, state_damaged where the copy
/// is not sound, disk_full, file_unwritable, what the call throws, and what opening a store throws.
void back_up(const Call& call, const Clock& clock, const std::string& state, const std::string& to,
             bool replace);

}  // namespace chatops::store

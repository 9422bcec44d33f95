// The person's browser. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/call.hpp"
#include "base/system.hpp"

namespace chatops::command {

/// Opens an address in the first browser that takes it: those that BROWSER names (separated by
/// colons, "%s" stands for the address), else the desktop's own where there is a desktop. False
/// where none did, and for an address that is not of the web. Throws Interrupted.
bool open_in_browser(const Call& call, const System& system, const std::string& url);

}  // namespace chatops::command

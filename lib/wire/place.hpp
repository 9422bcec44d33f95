// The place of a request that comes from this machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/call.hpp"
#include "base/system.hpp"
#include "command/place.hpp"

namespace chatops::wire {

/// The checkout around `folder` and CHATOPS_ENV; `used` is left "", it stands in the state. Starts
/// git.
command::CallerPlace read_place(const Call& call, const System& system, const std::string& folder);

}  // namespace chatops::wire

// Whatever a program has begun, however far it has taken itself away: known by a variable that
// every one of them inherits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace chatops::agent {

inline constexpr auto mark_variable = "CHATOPS_DEV_PROGRAM";

/// Kills every process that has the mark in its environment, and those that they begin meanwhile.
/// Of other users' processes nothing is known.
void kill_marked(const std::string& mark);

}  // namespace chatops::agent

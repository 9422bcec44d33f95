// Which environment a command means. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "command/run.hpp"

namespace chatops::command {

/// As given, else what the caller's place stands for; "" where neither says one.
std::string chosen_or_none(const Context& context, const std::string& given);
/// The same, or no_environment_chosen with the names there are.
std::string chosen_environment(Context& context, const std::string& given);

}  // namespace chatops::command

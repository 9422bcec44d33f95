// What the commands that print logs have in common. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "command/run.hpp"
#include "core/cluster.hpp"

namespace chatops::command {

inline constexpr std::int64_t lines_of_each = 100;

/// What was written; where `follow`, an event `log` for each line instead, until all has ended.
Reply tell_logs(Context& context, const std::string& environment, const core::LogQuestion& question,
                bool follow);

}  // namespace chatops::command

// The row of `env unhold`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_unhold_parts {
inline constexpr auto examples =
    std::to_array<Example>({{"chatops env unhold -e s42", {"the demo is over", "演示结束"}}});
}  // namespace env_unhold_parts

inline constexpr Command env_unhold_row{.path = "env unhold",
                                        .summary = {"Automatic updates again", "恢复自动更新"},
                                        .details = {"", ""},
                                        .examples = env_unhold_parts::examples,
                                        .doors = door_everywhere,
                                        .mutates = true,
                                        .right = Right::deploy,
                                        .takes_environment = true,
                                        .see_also = "env hold",
                                        .chat_names = "恢复更新"};

}  // namespace chatops::command::table

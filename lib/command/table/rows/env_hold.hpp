// The row of `env hold`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_hold_parts {
inline constexpr auto words = std::to_array<Positional>({{"REASON", Kind::text, false, true}});

inline constexpr auto options = std::to_array<Option>({until_option});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops env hold -e s42 --until 4h demo", {"for the demo", "演示期间"}}});
}  // namespace env_hold_parts

inline constexpr Command env_hold_row{
    .path = "env hold",
    .summary = {"No automatic updates for a while", "暂停自动更新"},
    .details =
        {R"(The environment stays as it is when new artifacts arrive. What a person deploys is deployed all the same.)",
         R"(有新制品时环境保持不变。由人发起的部署照常进行。)"},
    .positionals = env_hold_parts::words,
    .options = env_hold_parts::options,
    .examples = env_hold_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .takes_environment = true,
    .see_also = "env unhold, env pin",
    .chat_names = "暂停更新"};

}  // namespace chatops::command::table

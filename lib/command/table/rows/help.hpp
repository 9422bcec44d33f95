// The row of `help`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace help_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMMAND|TOPIC", Kind::command, false, true}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops help quickstart", {"a topic", "查看主题"}},
    {"chatops help deploy",
     {"a command; `chatops deploy --help` is the same",
      "查看命令；与 `chatops deploy --help` 相同"}},
    {"chatops help env", {"the commands of a group", "查看一组命令"}},
});
}  // namespace help_parts

inline constexpr Command help_row{
    .path = "help",
    .summary = {"Show help for a command or topic", "命令或主题的帮助"},
    .positionals = help_parts::words,
    .examples = help_parts::examples,
    .doors = door_everywhere,
    .see_also = "version, quickstart",
    .chat_names = "帮助"};

}  // namespace chatops::command::table

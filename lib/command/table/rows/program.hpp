// What is about the program itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace program_parts {
inline constexpr auto help_words =
    std::to_array<Positional>({{"COMMAND|TOPIC", Kind::command, false, true}});
}  // namespace program_parts

inline constexpr auto program_rows = std::to_array<Command>({
    {.path = "version", .summary = {"Version of this program", "程序版本"}, .where = Where::local},
    {.path = "help",
     .summary = {"Help on a command or a topic", "命令或主题的帮助"},
     .positionals = program_parts::help_words,
     .where = Where::local},
});

}  // namespace chatops::command::table

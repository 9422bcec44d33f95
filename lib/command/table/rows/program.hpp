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

inline constexpr auto version_examples = std::to_array<Example>({
    {"chatops version", {"the same as `chatops --version`", "与 `chatops --version` 相同"}},
    {"chatops version -o json", {"for a script", "供脚本使用"}},
});

inline constexpr auto help_examples = std::to_array<Example>({
    {"chatops help quickstart", {"a topic", "查看主题"}},
    {"chatops help deploy",
     {"a command; `chatops deploy --help` is the same",
      "查看命令；与 `chatops deploy --help` 相同"}},
    {"chatops help env", {"the commands of a group", "查看一组命令"}},
});
}  // namespace program_parts

inline constexpr auto program_rows = std::to_array<Command>({
    {.path = "version",
     .summary = {"Version of this program", "程序版本"},
     .examples = program_parts::version_examples,
     .where = Where::local,
     .see_also = "help"},
    {.path = "help",
     .summary = {"Help on a command or a topic", "命令或主题的帮助"},
     .positionals = program_parts::help_words,
     .examples = program_parts::help_examples,
     .where = Where::local,
     .see_also = "version, quickstart"},
});

}  // namespace chatops::command::table

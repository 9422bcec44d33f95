// The row of `version`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace version_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops version", {"the same as `chatops --version`", "与 `chatops --version` 相同"}},
    {"chatops version -o json", {"for a script", "供脚本使用"}},
});
}  // namespace version_parts

inline constexpr Command version_row{.path = "version",
                                     .summary = {"Show the version", "显示版本"},
                                     .examples = version_parts::examples,
                                     .doors = door_everywhere,
                                     .see_also = "help",
                                     .chat_names = "版本"};

}  // namespace chatops::command::table

// The row of `iteration show`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_show_parts {
inline constexpr auto words = std::to_array<Positional>({{"CODE", Kind::iteration}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops iteration show 42", {"its issues and assignees", "迭代中的事项及处理人"}},
});
}  // namespace iteration_show_parts

inline constexpr Command iteration_show_row{
    .path = "iteration show",
    .summary = {"Show an iteration and its issues", "显示迭代及其事项"},
    .positionals = iteration_show_parts::words,
    .examples = iteration_show_parts::examples,
    .doors = door_everywhere,
    .see_also = "iteration list, deploy",
    .chat_names = "迭代详情"};

}  // namespace chatops::command::table

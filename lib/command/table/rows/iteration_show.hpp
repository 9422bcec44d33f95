// The row of `iteration show`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_show_parts {
inline constexpr auto words = std::to_array<Positional>({{"CODE", Kind::iteration, false}});

inline constexpr auto options = std::to_array<Option>({
    {"history",
     0,
     Kind::none,
     "",
     {"also what was deployed to its environments, and what was done and refused there",
      "同时显示其环境的部署历史，以及执行和拒绝的记录"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops iteration show 42", {"its issues and assignees", "迭代中的事项及处理人"}},
    {"chatops iteration show 42 --history",
     {"also after its environments were deleted", "环境清理之后也可查看"}},
});
}  // namespace iteration_show_parts

inline constexpr Command iteration_show_row{
    .path = "iteration show",
    .summary = {"Show an iteration and its issues", "显示迭代及其事项"},
    .positionals = iteration_show_parts::words,
    .options = iteration_show_parts::options,
    .examples = iteration_show_parts::examples,
    .doors = door_everywhere,
    .see_also = "iteration list, deploy",
    .chat_names = "迭代详情"};

}  // namespace chatops::command::table

// The row of `iteration list`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace iteration_list_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops iteration list", {"code, name, dates and state", "编号、名称、日期、状态"}},
});
}  // namespace iteration_list_parts

inline constexpr Command iteration_list_row{.path = "iteration list",
                                            .summary = {"List iterations", "列出迭代"},
                                            .examples = iteration_list_parts::examples,
                                            .doors = door_everywhere,
                                            .see_also = "iteration show, deploy",
                                            .chat_names = "迭代, 迭代列表"};

}  // namespace chatops::command::table

// The row of `env list`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_list_parts {
inline constexpr auto options = std::to_array<Option>({
    {"all", 'a', Kind::none, "", {"include deleted environments", "包括已清理的环境"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env list", {"all environments with state and address", "所有环境及其状态和地址"}},
    {"chatops env list -o name", {"only names, one per line", "只列出名称，每行一个"}},
});
}  // namespace env_list_parts

inline constexpr Command env_list_row{.path = "env list",
                                      .summary = {"List environments", "列出环境"},
                                      .options = env_list_parts::options,
                                      .examples = env_list_parts::examples,
                                      .doors = door_everywhere,
                                      .see_also = "env show, environments",
                                      .chat_names = "环境, 环境列表"};

}  // namespace chatops::command::table

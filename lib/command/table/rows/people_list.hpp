// The row of `people list`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace people_list_parts {
inline constexpr auto examples = std::to_array<Example>(
    {{"chatops people list",
      {"tracker, chat and terminal joined", "项目协同、聊天和终端的对应关系"}}});
}  // namespace people_list_parts

inline constexpr Command people_list_row{
    .path = "people list",
    .summary = {"Show whom the server knows, and their accounts", "查看服务器认识的人及其账号"},
    .details = {"", ""},
    .examples = people_list_parts::examples,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "people link"};

}  // namespace chatops::command::table

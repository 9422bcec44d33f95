// The row of `audit list`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace audit_list_parts {
inline constexpr auto options = std::to_array<Option>(
    {with_summary(environment_option, {"only of this environment", "只看这个环境"}),
     {"limit", 'n', Kind::text, "NUMBER", {"maximum number (20)", "最多几条（20）"}}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops audit list -e s42 -n 5", {"the last five about s42", "s42 最近五条"}}});
}  // namespace audit_list_parts

inline constexpr Command audit_list_row{
    .path = "audit list",
    .summary = {"Show what was done and refused", "查看执行和拒绝的记录"},
    .details =
        {R"(Of commands that reached the server, newest first. Entries are appended, and each seals the ones before it.)",
         R"(经由服务器的命令，新的在前。记录只追加，每条记录都校验它之前的记录。)"},
    .options = audit_list_parts::options,
    .examples = audit_list_parts::examples,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "env history, people list"};

}  // namespace chatops::command::table

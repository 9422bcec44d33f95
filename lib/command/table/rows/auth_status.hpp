// The row of `auth status`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace auth_status_parts {
inline constexpr auto options = std::to_array<Option>({
    {"offline", 0, Kind::none, "", {"list them without checking", "只列出，不验证"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops auth status", {"who am I, and what can I do?", "当前身份及权限"}},
    {"chatops auth status --offline -o json", {"where each comes from", "各凭据的来源"}},
});
}  // namespace auth_status_parts

inline constexpr Command auth_status_row{
    .path = "auth status",
    .summary = {"Show credentials: whose, from where, and whether they work",
                "查看凭据：属于谁、来自哪里、是否有效"},
    .details =
        {R"(Checks each credential and lists what it can and cannot do. Secrets are never shown. Exits with 4
if one is rejected or missing.)",
         R"(逐个验证凭据，列出其权限。不显示密钥。有凭据被拒绝或缺失时退出码为 4。)"},
    .options = auth_status_parts::options,
    .examples = auth_status_parts::examples,
    .where = Where::local,
    .see_also = "auth login, doctor"};

}  // namespace chatops::command::table

// The row of `serve status`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_status_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops serve status",
     {"keys that are worked on, wait or fail", "正在处理、等待或失败的对象"}},
});
}  // namespace serve_status_parts

inline constexpr Command serve_status_row{
    .path = "serve status",
    .summary = {"Show what the server does", "查看服务器在做什么"},
    .details = {"", ""},
    .examples = serve_status_parts::examples,
    .where = Where::server,
    .see_also = "serve"};

}  // namespace chatops::command::table

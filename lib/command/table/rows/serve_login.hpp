// The row of `serve login`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_login_parts {
inline constexpr auto words = std::to_array<Positional>({{"NAME", Kind::text}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops serve login lin", {"open the link in a browser", "在浏览器中打开链接"}},
});
}  // namespace serve_login_parts

inline constexpr Command serve_login_row{
    .path = "serve login",
    .summary = {"Make a link that logs somebody in to the chat page", "生成登录聊天页面的链接"},
    .details = {"The link works once, for ten minutes; whoever opens it is that person.",
                "链接十分钟内有效，只能使用一次；打开者即以此人身份登录。"},
    .positionals = serve_login_parts::words,
    .examples = serve_login_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "serve"};

}  // namespace chatops::command::table

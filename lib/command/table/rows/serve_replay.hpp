// The row of `serve replay`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_replay_parts {
inline constexpr auto words = std::to_array<Positional>({{"FROM[..TO]"}});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops serve replay 120..140", {"these twenty-one", "这二十一条"}}});
}  // namespace serve_replay_parts

inline constexpr Command serve_replay_row{
    .path = "serve replay",
    .summary = {"Read deliveries of webhooks again", "重新处理已收到的 Webhook 投递"},
    .details =
        {R"(Deliveries are numbered; both ends are included. Reading one again does nothing twice: a delivery only says where to
look.)",
         R"(按投递序号，包含两端。重复处理不会产生重复效果：投递只说明应查看什么。)"},
    .positionals = serve_replay_parts::words,
    .examples = serve_replay_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "serve status"};

}  // namespace chatops::command::table

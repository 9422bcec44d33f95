// The row of `notify mute`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace notify_mute_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops notify mute updated", {"no lines about automatic updates", "不再通知自动更新"}},
    {"chatops notify mute", {"only what must be told", "只保留必须告知的消息"}},
});
}  // namespace notify_mute_parts

inline constexpr Command notify_mute_row{
    .path = "notify mute",
    .summary = {"Mute notices of this group", "不再向本群发送某类消息"},
    .details =
        {R"(Of one kind, or of all that can be muted: `updated` (automatic updates), `waiting` (builds that are
waited for), `members` (who came and went), `deployment` (the cards of deployments). Outcomes of
commands and what concerns the end of the iteration are always told.)",
         R"(可静音一类，不写则为全部可静音的消息：`updated`（自动更新）、`waiting`（等待中的构建）、
`members`（成员变动）、`deployment`（部署卡片）。命令结果及与迭代结束有关的消息始终发送。)"},
    .positionals = notice_words,
    .examples = notify_mute_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::server,
    .see_also = "notify unmute, notify status",
    .chat_names = "静音"};

}  // namespace chatops::command::table

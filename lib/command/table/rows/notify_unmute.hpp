// The row of `notify unmute`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace notify_unmute_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops notify unmute updated", {"automatic updates are told again", "恢复自动更新的通知"}},
});
}  // namespace notify_unmute_parts

inline constexpr Command notify_unmute_row{
    .path = "notify unmute",
    .summary = {"Send muted notices again", "恢复发送已静音的消息"},
    .details = {R"(Of one kind, or of all.)", R"(可恢复一类，不写则为全部。)"},
    .positionals = notice_words,
    .examples = notify_unmute_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::server,
    .see_also = "notify mute, notify status",
    .chat_names = "取消静音"};

}  // namespace chatops::command::table

// The row of `notify status`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace notify_status_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops notify status", {"which are muted", "查看已静音的消息"}},
});
}  // namespace notify_status_parts

inline constexpr Command notify_status_row{
    .path = "notify status",
    .summary = {"Show which notices this group gets", "查看本群接收哪些消息"},
    .details = {R"(Shows every kind that can be muted.)", R"(列出每一类可静音的消息。)"},
    .examples = notify_status_parts::examples,
    .doors = door_everywhere,
    .where = Where::server,
    .see_also = "notify mute, notify unmute",
    .chat_names = "通知状态"};

}  // namespace chatops::command::table

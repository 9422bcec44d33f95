// The row of `artifact show`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace artifact_show_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMPONENT=VERSION", Kind::component_choice}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops artifact show chat=main-31-0a1b2c3",
     {"digest, commit, build, and the source of each", "摘要、提交、构建，以及各项信息的来源"}},
});
}  // namespace artifact_show_parts

inline constexpr Command artifact_show_row{
    .path = "artifact show",
    .summary = {"Show an artifact", "显示某个制品的全部信息"},
    .positionals = artifact_show_parts::words,
    .examples = artifact_show_parts::examples,
    .doors = door_everywhere,
    .see_also = "artifact list, deploy",
    .chat_names = "制品详情"};

}  // namespace chatops::command::table

// The row of `env use`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_use_parts {
inline constexpr auto options = std::to_array<Option>({
    {"clear", 0, Kind::none, "", {"clear the selection of this checkout", "清除本目录的选择"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env use s42", {"use s42 by default in this checkout", "本目录从此默认使用 s42"}},
    {"chatops env use", {"show the selected one", "查看当前选定的环境"}},
    {"chatops env use --clear", {"clear the selection", "取消选定"}},
});
}  // namespace env_use_parts

inline constexpr Command env_use_row{
    .path = "env use",
    .summary = {"Select the environment of this checkout", "为本目录选定环境"},
    .details =
        {R"(Saves typing `-e s42`. Applies to this checkout only; `-e` and CHATOPS_ENV take precedence.)",
         R"(省去每次输入 `-e s42`。选择只对本目录有效；`-e` 和 CHATOPS_ENV 优先。)"},
    .positionals = maybe_environment_words,
    .options = env_use_parts::options,
    .examples = env_use_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "env list, environments"};

}  // namespace chatops::command::table

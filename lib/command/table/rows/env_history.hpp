// The row of `env history`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_history_parts {
inline constexpr auto options = std::to_array<Option>({
    {"limit", 'n', Kind::text, "NUMBER", {"maximum number (20)", "最多几条（20）"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env history s42",
     {"what was deployed, by whom, and the result", "部署过什么、由谁部署、结果如何"}},
    {"chatops env history s42 -n 5 -o wide",
     {"the last five, with all columns", "最近五次，显示所有列"}},
});
}  // namespace env_history_parts

inline constexpr Command env_history_row{
    .path = "env history",
    .summary = {"Show the deployments of an environment, newest first",
                "环境的部署历史（新的在前）"},
    .positionals = maybe_environment_words,
    .options = env_history_parts::options,
    .examples = env_history_parts::examples,
    .doors = door_everywhere,
    .takes_environment = true,
    .see_also = "rollback, env show",
    .chat_names = "历史, 部署历史"};

}  // namespace chatops::command::table

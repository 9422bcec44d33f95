// The row of `env create`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_create_parts {
inline constexpr auto options = std::to_array<Option>({
    class_option,
    {"iteration", 0, Kind::iteration, "CODE", {"iteration of the environment", "所属迭代"}},
    param_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env create s44 --class aliyun",
     {"creates it; nothing is running in it yet", "环境已创建，尚未运行任何内容"}},
});
}  // namespace env_create_parts

inline constexpr Command env_create_row{
    .path = "env create",
    .summary = {"Create an environment without deploying", "创建环境（暂不部署）"},
    .details =
        {R"(Sets name, class, iteration and parameters before the first deployment. To create and deploy in
one step: `chatops deploy -e NAME --create`)",
         R"(在第一次部署之前确定名称、类别、迭代和参数。通常一步完成：`chatops deploy -e NAME --create`)"},
    .positionals = environment_words,
    .options = env_create_parts::options,
    .examples = env_create_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .see_also = "deploy, env delete, parameters",
    .chat_names = "新建环境, 创建环境"};

}  // namespace chatops::command::table

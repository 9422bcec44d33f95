// The row of `env logs`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_logs_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMPONENT", Kind::component, false, true}});

inline constexpr auto options = std::to_array<Option>({
    {"follow", 'f', Kind::none, "", {"go on as lines are written", "持续输出新的日志"}},
    {"previous",
     'p',
     Kind::none,
     "",
     {"of the containers before their last restart", "容器上一次重启之前的日志"}},
    {"since", 0, Kind::text, "TIME", {"only the last 10m, 2h …", "只看最近一段时间：10m、2h……"}},
    {"tail",
     'n',
     Kind::text,
     "NUMBER",
     {"the last lines of each container (100)", "每个容器最后几行（100）"}},
    {"all", 0, Kind::none, "", {"of all components", "所有组件"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env logs chat -f", {"as they are written", "持续查看"}},
    {"chatops env logs chat --previous", {"why it crashed", "查看崩溃前的日志"}},
    {"chatops env logs --all --since 10m -e s42",
     {"the last ten minutes of everything", "所有组件最近十分钟的日志"}},
});
}  // namespace env_logs_parts

inline constexpr Command env_logs_row{
    .path = "env logs",
    .summary = {"Print what the components of an environment log", "查看环境中组件的日志"},
    .details =
        {R"(Reads from the cluster that the environment lives in (`clusters` in chatops.yaml or in your configuration).
Components are found by their images, in all their pods. `-f` goes on with the containers that take the places of those that ended, until the component is gone or scaled to 0.)",
         R"(从环境所在的集群读取（集群在 chatops.yaml 或用户配置的 `clusters` 中声明）。按镜像找到组件，包括其全部 Pod。`-f` 会接着跟踪替换已结束容器的新容器，直到组件被删除或缩容到 0。)"},
    .positionals = env_logs_parts::words,
    .options = env_logs_parts::options,
    .examples = env_logs_parts::examples,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "env show"};

}  // namespace chatops::command::table

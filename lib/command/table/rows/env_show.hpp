// The row of `env show`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_show_parts {
inline constexpr auto options = std::to_array<Option>({
    {"watch",
     'w',
     Kind::none,
     "",
     {"show it anew whenever something changes, until Ctrl-C", "有变化时重新显示，直到按 Ctrl-C"},
     false,
     InChat::ignored},
    {"wait",
     0,
     Kind::none,
     "",
     {"wait until a running deployment ends (default in a terminal)",
      "等待进行中的部署结束（终端中为默认）"},
     false,
     InChat::ignored},
    with_summary(no_wait_option, {"only show the state", "只显示状态"}),
    timeout_option,
    notify_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env show s42",
     {"what is running; in a terminal, also watch a running deployment",
      "当前运行内容；在终端中还会跟踪进行中的部署"}},
    {"chatops env show s42 -w", {"keep an eye on its pods", "持续查看其 Pod 的状态"}},
    {"chatops env show s42 --no-wait -o json",
     {"the current state, for a script", "当前状态，供脚本使用"}},
});
}  // namespace env_show_parts

inline constexpr Command env_show_row{
    .path = "env show",
    .summary = {"Show an environment, and watch a running deployment",
                "显示环境，并跟踪进行中的部署"},
    .details =
        {R"(Shows the running version of every component, what it follows or is pinned to, and the last
deployment. A running deployment can be watched from any terminal, as often as you like. With --watch
a terminal shows the state in place, a pipe gets each new one; with `-o json` each is a line.)",
         R"(显示每个组件运行的版本、跟随的分支或固定的版本，以及上次部署的结果。
进行中的部署可随时重新跟踪。使用 --watch 时，终端在原处刷新状态，管道收到每个新状态；
`-o json` 时每个状态一行。)"},
    .positionals = maybe_environment_words,
    .options = env_show_parts::options,
    .examples = env_show_parts::examples,
    .doors = door_everywhere,
    .takes_environment = true,
    .see_also = "env history, deploy, environments",
    .chat_names = "状态, 环境状态"};

}  // namespace chatops::command::table

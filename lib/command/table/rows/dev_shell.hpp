// The row of `dev shell`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_shell_parts {
inline constexpr auto words = std::to_array<Positional>({{"COMPONENT", Kind::component, false}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops dev shell chat", {"of this folder's environment", "在当前目录对应的环境中"}},
     {"chatops dev shell -e s42",
      {"of the component that this checkout builds", "当前代码仓库对应的组件"}}});
}  // namespace dev_shell_parts

inline constexpr Command dev_shell_row{
    .path = "dev shell",
    .summary = {"Open a shell in a component in dev mode", "在开发模式的组件中打开 shell"},
    .details =
        {R"(In the synced directory; what `dev.shell` of the component names, else bash, else sh. It outlives a broken connection.)",
         R"(位于同步目录中；使用组件 `dev.shell` 指定的 shell，否则依次尝试 bash 和 sh。连接中断后自动恢复。)"},
    .positionals = dev_shell_parts::words,
    .examples = dev_shell_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev run, dev sync"};

}  // namespace chatops::command::table

// The row of `dev run`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_run_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"COMPONENT", Kind::component, false}, {"COMMAND", Kind::text, false, true}});

inline constexpr auto options = std::to_array<Option>(
    {{"watch", 'w', Kind::none, "", {"again after every edit", "每次改动后重新运行"}},
     {"variable",
      0,
      Kind::key_value,
      "NAME=VALUE",
      {"set a variable; may be repeated", "设置环境变量，可重复"},
      true}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops dev run chat -- php artisan test", {"once", "运行一次"}},
     {"chatops dev run -- make test",
      {"in the component that this checkout builds", "在当前代码仓库对应的组件中"}},
     {"chatops dev run chat --watch",
      {"`dev.run`, again after every edit", "每次改动后重新运行 `dev.run`"}}});
}  // namespace dev_run_parts

inline constexpr Command dev_run_row{
    .path = "dev run",
    .summary = {"Run a command in a component in dev mode", "在开发模式的组件中运行命令"},
    .details =
        {R"(In the synced directory: what stands behind `--`, else `dev.run` of the component. It ends with you, outlives a broken connection,
and what it says is in `dev logs` as well. With `--watch` it is begun anew after every edit that has arrived; a `dev sync` of this
machine tells. Ctrl-C ends both. Exits with the command's exit code.)",
         R"(在同步目录中运行 `--` 之后的命令，否则运行组件的 `dev.run`。它随你一起结束，连接中断后自动恢复，其输出也可用 `dev logs` 查看。
使用 `--watch` 时，每当改动到达容器就重新运行，由本机的 `dev sync` 告知。Ctrl-C 结束。退出码即该命令的退出码。)"},
    .positionals = dev_run_parts::words,
    .options = dev_run_parts::options,
    .examples = dev_run_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev shell, dev sync, dev logs"};

}  // namespace chatops::command::table

// The row of `env exec`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_exec_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"COMPONENT", Kind::component}, {"COMMAND", Kind::text, true, true}});

inline constexpr auto options = std::to_array<Option>({
    {"container", 'c', Kind::text, "NAME", {"another container of the pod", "Pod 中的其他容器"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env exec chat -e s42 -- sh", {"a shell", "打开 shell"}},
    {"chatops env exec chat -e s42 -- env",
     {"what it sees of its environment variables", "查看其环境变量"}},
});
}  // namespace env_exec_parts

inline constexpr Command env_exec_row{
    .path = "env exec",
    .summary = {"Run a program in a component's container", "在组件的容器中运行程序"},
    .details =
        {R"(The program gets a terminal where you have one; otherwise input, output and errors stay apart, and standard input is
passed on. No shell is between: write `sh -c '…'` for one. Exits with the program's exit code.)",
         R"(在终端中运行时，程序也会得到一个终端；否则标准输入、输出和错误各自独立，并转发标准输入。
不经过 shell；如有需要请写 `sh -c '…'`。退出码即该程序的退出码。)"},
    .positionals = env_exec_parts::words,
    .options = env_exec_parts::options,
    .examples = env_exec_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "env logs, env port-forward"};

}  // namespace chatops::command::table

// The row of `dev debug`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_debug_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"COMPONENT", Kind::component, false}, {"COMMAND", Kind::text, false, true}});

inline constexpr auto options = std::to_array<Option>(
    {{"port", 0, Kind::text, "[LOCAL:]PORT", {"where the debugger listens", "调试器监听的端口"}},
     {"language", 0, Kind::text, "NAME", {"node, python, go or java", "node、python、go 或 java"}},
     {"vscode", 0, Kind::none, "", {"write .vscode/launch.json", "写入 .vscode/launch.json"}},
     {"watch", 'w', Kind::none, "", {"again after every edit", "每次改动后重新运行"}}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops dev debug chat --vscode", {"as chatops.yaml says", "按 chatops.yaml 的定义"}},
     {"chatops dev debug chat --language node -- node --inspect=127.0.0.1:9229 server.js",
      {"a command of its own", "指定命令"}}});
}  // namespace dev_debug_parts

inline constexpr Command dev_debug_row{
    .path = "dev debug",
    .summary = {"Start a component's debug command and reach its debugger",
                "启动组件的调试命令并连接调试器"},
    .details =
        {R"(Runs `dev.debug` of the component, or what stands behind `--`, forwards the debugger's port to 127.0.0.1 and prints how an editor
attaches; `--vscode` adds that to .vscode/launch.json, where everything else stays. Also with `--watch`.)",
         R"(运行组件的 `dev.debug`，或 `--` 之后的命令，把调试端口转发到 127.0.0.1，并打印编辑器的附加配置；
`--vscode` 把它加入 .vscode/launch.json，其余内容保持不变。可与 `--watch` 一起使用。)"},
    .positionals = dev_debug_parts::words,
    .options = dev_debug_parts::options,
    .examples = dev_debug_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev run, dev port-forward"};

}  // namespace chatops::command::table

// The row of `dev sync`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_sync_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"status|wait|pause|resume", Kind::sync_target, false},
                               {"COMPONENT", Kind::component, false}});

inline constexpr auto options = std::to_array<Option>(
    {{"folder",
      0,
      Kind::folder,
      "DIR",
      {"the directory (the present one)", "本地目录（默认当前目录）"}},
     {"both-ways",
      0,
      Kind::none,
      "",
      {"what is changed in the container comes here", "容器中的改动也同步到本地"}},
     {"once", 0, Kind::none, "", {"until everything is there", "全部到达后返回"}},
     timeout_option});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops dev sync chat", {"until Ctrl-C", "直到 Ctrl-C"}},
     {"make && chatops dev sync wait && curl https://s42.example.com/",
      {"what was made is there", "构建结果已在容器中"}},
     {"chatops dev sync chat --once", {"without one that goes on", "只同步一次"}}});
}  // namespace dev_sync_parts

inline constexpr Command dev_sync_row{
    .path = "dev sync",
    .summary = {"Keep a local directory alike in a component in dev mode",
                "把本地目录同步到开发模式中的组件"},
    .details =
        {R"(What git ignores is left out. Whatever is changed here is there a moment later; what somebody changed in the container
and was not expected is kept there in .chatops-kept. Goes on until it is stopped, over broken connections, and holds the
session; `--once` returns when everything is there. `chatops dev sync wait` asks the sync that runs on this machine, and returns when
every edit made before is in place; `pause` holds it back, `resume` lets it go on (also after it stopped by itself, because
everything seemed to be deleted), `status` tells how far it is. They mean the sync of the present folder unless a component or environment is named.)",
         R"(不包括 git 忽略的文件。本地改动随即到达容器；容器中意外的改动保存在其 .chatops-kept 目录。持续运行直到停止，
连接断开会自动恢复，并保持会话不到期；`--once` 在全部到达后返回。`chatops dev sync wait` 询问本机正在运行的同步，
在此前的所有改动都到位后返回；`pause` 暂停，`resume` 继续（也用于因疑似整体删除而自动停止之后），`status` 查看进度。
未指定组件或环境时，指当前目录的同步。)"},
    .positionals = dev_sync_parts::words,
    .options = dev_sync_parts::options,
    .examples = dev_sync_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev start, dev status"};

}  // namespace chatops::command::table

// The row of `env delete`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_delete_parts {
inline constexpr auto options = std::to_array<Option>({
    {"confirm",
     0,
     Kind::environment,
     "NAME",
     {"repeat the name instead of being asked", "再写一次名称，代替询问"}},
    {"force",
     0,
     Kind::none,
     "",
     {"only remove the record here: no pipeline is run, nothing is cleaned up",
      "仅移除本地记录：不执行流水线，也不清理任何内容"}},
    {"dry-run", 0, Kind::none, "", {"only show what would be deleted", "只显示会删除什么"}},
    timeout_option,
    notify_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env delete s42 --dry-run", {"show what would be deleted", "查看会删除什么"}},
    {"chatops env delete s42 --confirm s42",
     {"in a script: repeat the name", "脚本中：再写一次名称"}},
});
}  // namespace env_delete_parts

inline constexpr Command env_delete_row{
    .path = "env delete",
    .summary = {"Delete an environment", "清理环境"},
    .details =
        {R"(Shows what will be deleted and asks you to type the name. Runs the teardown pipeline of
`chatops.yaml`, which must exist. The history is kept. A deployment that is running must end first;
one that is only queued does not start any more. If that pipeline is gone or keeps failing,
`--force` only removes the record here and says what was not cleaned up.)",
         R"(先显示会删除什么，并要求输入名称。执行 `chatops.yaml` 中的清理流水线；未声明则拒绝。历史会保留。
进行中的部署须先结束；仅在排队的部署不会再启动。
如果该流水线已不存在或总是失败，`--force` 仅移除本地记录，并说明哪些内容未清理。)"},
    .positionals = environment_words,
    .options = env_delete_parts::options,
    .examples = env_delete_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::manage,
    .see_also = "env list, environments",
    .chat_names = "清理环境, 删除环境"};

}  // namespace chatops::command::table

// The row of `serve backup`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_backup_parts {
inline constexpr auto words = std::to_array<Positional>({{"FILE", Kind::file}});

inline constexpr auto options = std::to_array<Option>(
    {{"replace", 0, Kind::none, "", {"replace the file if it is there", "文件已存在时替换"}}});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops serve backup /backup/chatops.db --replace",
                             {"every night, by a timer", "由定时任务每晚执行"}}});
}  // namespace serve_backup_parts

inline constexpr Command serve_backup_row{
    .path = "serve backup",
    .summary = {"Copy the state into a file while it is in use", "在使用中备份状态文件"},
    .details =
        {R"(Needs no running server, and stops none. Put in the place of the state file, the copy is the state at that moment.
CODING does not list deployments, so the state cannot be made anew: keep copies elsewhere.)",
         R"(无需服务器在运行，也不会使其停止。把备份放回状态文件的位置，即恢复到当时的状态。
CODING 无法列出部署记录，状态丢失后不能重建：请把备份存放到别处。)"},
    .positionals = serve_backup_parts::words,
    .options = serve_backup_parts::options,
    .examples = serve_backup_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "serve, server"};

}  // namespace chatops::command::table

// The whole table of commands, joined from its parts in rows/: the only place where a command is
// declared.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/join.hpp"
#include "command/table/rows/auth.hpp"
#include "command/table/rows/config.hpp"
#include "command/table/rows/deploying.hpp"
#include "command/table/rows/env.hpp"
#include "command/table/rows/lists.hpp"
#include "command/table/rows/program.hpp"
#include "command/table/rows/sandbox.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto groups = std::to_array<Group>({
    {"env", {"manage environments", "管理环境"}},
    {"iteration", {"show iterations of the tracker", "查看项目迭代"}},
    {"artifact", {"show built versions of components", "查看各组件的构建版本"}},
    {"config", {"show, check, create and edit the configuration", "查看、检查、生成和编辑配置"}},
    {"auth", {"manage credentials", "管理凭据"}},
    {"sandbox",
     {"simulators of all other systems, to learn and try", "各外部系统的模拟器，供学习和试用"}},
});

inline constexpr auto commands = joined(deploying_rows, env_rows, lists_rows, config_rows,
                                        auth_rows, sandbox_rows, program_rows);

}  // namespace chatops::command::table

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
    {"env", {"environments: what runs where", "环境：什么运行在哪里"}},
    {"iteration", {"iterations of the tracker", "项目迭代"}},
    {"artifact", {"built versions of the components", "各组件的构建版本"}},
    {"config", {"the configuration in effect and its mistakes", "生效的配置及其错误"}},
    {"auth",
     {"credentials: whose, from where, and what they may", "凭据：属于谁、来自哪里、有哪些权限"}},
    {"sandbox",
     {"simulators of the outside world, to learn and to try", "外部系统的模拟器，供学习和试用"}},
});

inline constexpr auto commands = joined(deploying_rows, env_rows, lists_rows, config_rows,
                                        auth_rows, sandbox_rows, program_rows);

}  // namespace chatops::command::table

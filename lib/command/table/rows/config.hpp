// config …: the configuration in effect and its mistakes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto config_rows = std::to_array<Command>({
    {.path = "config show",
     .summary = {"Settings in effect, and where each came from", "生效的设置及其来源"},
     .where = Where::local},
    {.path = "config check",
     .summary = {"Every mistake in the configuration, with file, line and column",
                 "检查配置，列出每个错误的位置"},
     .where = Where::local},
});

}  // namespace chatops::command::table

// The row of `config check`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace config_check_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops config check", {"your configuration and the application", "检查用户配置和应用"}},
    {"chatops config check --app .",
     {"the chatops.yaml of this folder", "检查本目录的 chatops.yaml"}},
});
}  // namespace config_check_parts

inline constexpr Command config_check_row{
    .path = "config check",
    .summary = {"Check the configuration, and list every error", "检查配置，列出每个错误的位置"},
    .details =
        {R"(Reads your configuration and the application's `chatops.yaml` with all its values files, and
lists every error with file, line and column. Run it in CI to keep them valid.)",
         R"(读取用户配置、应用的 `chatops.yaml` 及其所有 values 文件，列出每个错误的文件、行、列。可在 CI 中运行。)"},
    .examples = config_check_parts::examples,
    .where = Where::local,
    .see_also = "config show, configuration"};

}  // namespace chatops::command::table

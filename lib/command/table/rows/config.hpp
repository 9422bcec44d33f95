// config …: the configuration in effect and its mistakes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace config_parts {

inline constexpr auto config_show_examples = std::to_array<Example>({
    {"chatops config show", {"where does this come from?", "查看设置来自哪里"}},
    {"chatops config show --profile sandbox", {"the same for another profile", "查看另一份配置"}},
});

inline constexpr auto config_check_examples = std::to_array<Example>({
    {"chatops config check", {"your configuration and the application", "检查用户配置和应用"}},
    {"chatops config check --app .",
     {"the chatops.yaml of this folder", "检查本目录的 chatops.yaml"}},
});
}  // namespace config_parts

inline constexpr auto config_rows = std::to_array<Command>({
    {.path = "config show",
     .summary = {"Settings in effect, and where each came from", "生效的设置及其来源"},
     .details =
         {R"(Every setting with its value and the variable or file it came from. Secrets are named, never
shown.)",
          R"(列出每项设置的值，以及它来自哪个变量或文件。密钥只显示来源，不显示内容。)"},
     .examples = config_parts::config_show_examples,
     .where = Where::local,
     .see_also = "config check, configuration"},
    {.path = "config check",
     .summary = {"Every mistake in the configuration, with file, line and column",
                 "检查配置，列出每个错误的位置"},
     .details =
         {R"(Reads your configuration and the application's `chatops.yaml` with all its values files, and
lists every mistake at once. Run it in CI to keep the file right.)",
          R"(读取用户配置、应用的 `chatops.yaml` 及其所有 values 文件，一次列出所有错误。可在 CI 中运行。)"},
     .examples = config_parts::config_check_examples,
     .where = Where::local,
     .see_also = "config show, configuration"},
});

}  // namespace chatops::command::table

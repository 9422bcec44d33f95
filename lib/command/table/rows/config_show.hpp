// The row of `config show`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace config_show_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops config show", {"where does a setting come from?", "查看设置来自哪里"}},
    {"chatops config show --profile sandbox", {"for another profile", "查看另一个配置档"}},
});
}  // namespace config_show_parts

inline constexpr Command config_show_row{
    .path = "config show",
    .summary = {"Show settings and where each comes from", "查看生效的设置及其来源"},
    .details =
        {R"(Lists every setting with its value and the variable or file it comes from. Secrets are never shown.)",
         R"(列出每项设置的值，以及它来自哪个变量或文件。密钥只显示来源，不显示内容。)"},
    .examples = config_show_parts::examples,
    .where = Where::local,
    .see_also = "config check, configuration"};

}  // namespace chatops::command::table

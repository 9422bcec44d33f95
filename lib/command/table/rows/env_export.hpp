// The row of `env export`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_export_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops env export s42", {"the helm command", "等效的 helm 命令"}},
    {"chatops env export s42 -o json > s42.json", {"save what is running", "记录当前运行内容"}},
    {"chatops deploy -e s45 --create --from s42.json",
     {"deploy the same elsewhere", "在别处部署同样的内容"}},
});
}  // namespace env_export_parts

inline constexpr Command env_export_row{
    .path = "env export",
    .summary = {"Print the helm command that deploys the same", "打印等效的 helm 命令"},
    .details =
        {R"(Prints exact artifacts with digests, chart version and values. `deploy --from` reads the output of
`-o json`.)",
         R"(包含制品及其摘要、Chart 版本和 values。`deploy --from` 读取 `-o json` 输出的文档。)"},
    .positionals = maybe_environment_words,
    .examples = env_export_parts::examples,
    .takes_environment = true,
    .see_also = "env values, deploy, parameters"};

}  // namespace chatops::command::table

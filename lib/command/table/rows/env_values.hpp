// The row of `env values`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_values_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops env values s42 > values.yaml",
     {"the merged layers, as they are delivered", "合并后的 values，与部署时送达的一致"}},
    {"chatops env values s42 -o wide",
     {"over the chart's own values", "叠加在 Chart 自身的 values 之上"}},
});
}  // namespace env_values_parts

inline constexpr Command env_values_row{
    .path = "env values",
    .summary = {"Show the merged values and the file of each", "合并后的 values 及每个值的来源"},
    .positionals = maybe_environment_words,
    .examples = env_values_parts::examples,
    .takes_environment = true,
    .see_also = "env export, parameters"};

}  // namespace chatops::command::table

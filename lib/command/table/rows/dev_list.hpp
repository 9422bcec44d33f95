// The row of `dev list`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_list_parts {
inline constexpr auto examples =
    std::to_array<Example>({{"chatops dev list", {"of the whole application", "整个应用"}}});
}  // namespace dev_list_parts

inline constexpr Command dev_list_row{
    .path = "dev list",
    .summary = {"Show who has what in dev mode, in all environments",
                "查看所有环境中处于开发模式的组件"},
    .details = {"", ""},
    .examples = dev_list_parts::examples,
    .where = Where::local,
    .see_also = "dev status, dev end"};

}  // namespace chatops::command::table

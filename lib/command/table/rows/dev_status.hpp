// The row of `dev status`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_status_parts {
inline constexpr auto examples =
    std::to_array<Example>({{"chatops dev status -e s42", {"of one environment", "指定环境"}}});
}  // namespace dev_status_parts

inline constexpr Command dev_status_row{
    .path = "dev status",
    .summary = {"Show who has which component in dev mode", "查看哪些组件处于开发模式"},
    .details = {"", ""},
    .examples = dev_status_parts::examples,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev start, dev end"};

}  // namespace chatops::command::table

// The row of `sandbox status`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace sandbox_status_parts {
inline constexpr auto options = std::to_array<Option>({
    directory_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops sandbox status", {"its address, folder and process", "地址、目录和进程"}},
});
}  // namespace sandbox_status_parts

inline constexpr Command sandbox_status_row{
    .path = "sandbox status",
    .summary = {"Show whether the sandbox is running, and where", "查看沙箱是否在运行及其地址"},
    .options = sandbox_status_parts::options,
    .examples = sandbox_status_parts::examples,
    .where = Where::local,
    .see_also = "sandbox start"};

}  // namespace chatops::command::table

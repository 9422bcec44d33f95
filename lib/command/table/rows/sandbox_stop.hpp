// The row of `sandbox stop`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace sandbox_stop_parts {
inline constexpr auto options = std::to_array<Option>({
    directory_option,
    {"forget", 0, Kind::none, "", {"also delete its data", "同时删除模拟数据"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops sandbox stop", {"its data is kept for the next start", "保留数据，供下次启动使用"}},
    {"chatops sandbox stop --forget", {"and delete its data", "同时删除数据"}},
});
}  // namespace sandbox_stop_parts

inline constexpr Command sandbox_stop_row{.path = "sandbox stop",
                                          .summary = {"Stop the sandbox", "停止沙箱"},
                                          .options = sandbox_stop_parts::options,
                                          .examples = sandbox_stop_parts::examples,
                                          .mutates = true,
                                          .right = Right::own,
                                          .where = Where::local,
                                          .see_also = "sandbox start"};

}  // namespace chatops::command::table

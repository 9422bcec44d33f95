// The row of `serve setup-hooks`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_setup_hooks_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops serve setup-hooks",
     {"again at any time: what is right stays", "可随时重复执行：正确的保持不变"}},
});
}  // namespace serve_setup_hooks_parts

inline constexpr Command serve_setup_hooks_row{
    .path = "serve setup-hooks",
    .summary = {"Create, repair and try the project's webhooks", "创建、修复并试投项目的 Webhook"},
    .details = {"", ""},
    .examples = serve_setup_hooks_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "serve, serve status"};

}  // namespace chatops::command::table

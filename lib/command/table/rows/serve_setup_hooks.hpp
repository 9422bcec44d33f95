// The row of `serve setup-hooks`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace serve_setup_hooks_parts {
inline constexpr auto options =
    std::to_array<Option>({{"take-over",
                            0,
                            Kind::none,
                            "",
                            {"also take a hook of the same name that sends to another address",
                             "同名但发送到其他地址的 Webhook 也改为本服务器的"}}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops serve setup-hooks",
     {"again at any time: what is right stays", "可随时重复执行：正确的保持不变"}},
});
}  // namespace serve_setup_hooks_parts

inline constexpr Command serve_setup_hooks_row{
    .path = "serve setup-hooks",
    .summary = {"Create, repair and try the project's webhooks", "创建、修复并试投项目的 Webhook"},
    .details =
        {R"(A hook is known by its name, "chatops NAME". One that sends to another address is another server's, and is left alone.)",
         R"(Webhook 按名称“chatops NAME”识别。发送到其他地址的属于另一台服务器，不会改动。)"},
    .options = serve_setup_hooks_parts::options,
    .examples = serve_setup_hooks_parts::examples,
    .mutates = true,
    .right = Right::manage,
    .where = Where::server,
    .see_also = "serve, serve status"};

}  // namespace chatops::command::table

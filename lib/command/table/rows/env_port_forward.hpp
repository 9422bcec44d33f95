// The row of `env port-forward`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_port_forward_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"COMPONENT", Kind::component}, {"[LOCAL:]PORT", Kind::text, true, true}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env port-forward chat 8080:80 -e s42",
     {"http://127.0.0.1:8080/ is chat's port 80",
      "用 http://127.0.0.1:8080/ 访问 chat 的 80 端口"}},
    {"chatops env port-forward chat :5432 -e s42 -o json",
     {"for a script: any free port", "供脚本使用：任意空闲端口"}},
});
}  // namespace env_port_forward_parts

inline constexpr Command env_port_forward_row{
    .path = "env port-forward",
    .summary = {"Reach ports of a component on this machine", "在本机访问组件的端口"},
    .details =
        {R"(Listens on 127.0.0.1 until you stop it. When the pod is replaced, new connections go to its successor. Without LOCAL
the port is the same here; `:PORT` takes any that is free.)",
         R"(在 127.0.0.1 上监听，直到中止。Pod 被替换后，新连接会转到新的 Pod。省略 LOCAL 时本机使用相同端口；`:PORT` 使用任意空闲端口。)"},
    .positionals = env_port_forward_parts::words,
    .examples = env_port_forward_parts::examples,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "env open, env exec"};

}  // namespace chatops::command::table

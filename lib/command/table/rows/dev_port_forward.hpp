// The row of `dev port-forward`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_port_forward_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"COMPONENT", Kind::component, false}, {"[LOCAL:]PORT", Kind::text, false, true}});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops dev port-forward chat 8080:80",
      {"http://127.0.0.1:8080/ is its port 80", "用 http://127.0.0.1:8080/ 访问其 80 端口"}},
     {"chatops dev port-forward 8080:80",
      {"of the component that this checkout builds", "当前代码仓库对应的组件"}}});
}  // namespace dev_port_forward_parts

inline constexpr Command dev_port_forward_row{
    .path = "dev port-forward",
    .summary = {"Reach ports of a component in dev mode", "访问开发模式组件的端口"},
    .details =
        {R"(Listens on 127.0.0.1 until you stop it; without ports, those that `dev.ports` of the component names. `LOCAL:PORT`, `PORT`, or `:PORT` for any free one here.)",
         R"(在 127.0.0.1 上监听，直到中止；未给出端口时使用组件 `dev.ports` 所列。写作 `本机端口:端口`、`端口`，或用 `:端口` 表示本机任意空闲端口。)"},
    .positionals = dev_port_forward_parts::words,
    .examples = dev_port_forward_parts::examples,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev run, env port-forward"};

}  // namespace chatops::command::table

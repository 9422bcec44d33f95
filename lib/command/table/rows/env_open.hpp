// The row of `env open`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_open_parts {
inline constexpr auto words = std::to_array<Positional>({{"COMPONENT", Kind::component, false}});

inline constexpr auto options = std::to_array<Option>({
    {"no-browser",
     0,
     Kind::none,
     "",
     {"only print the address", "只输出地址"},
     false,
     InChat::ignored},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env open -e s42", {"the environment", "打开环境"}},
    {"chatops env open chat --no-browser -e s42",
     {"only the address of a component", "只输出某个组件的地址"}},
});
}  // namespace env_open_parts

inline constexpr Command env_open_row{
    .path = "env open",
    .summary = {"Open an environment, or a component of it, in a browser",
                "在浏览器中打开环境或组件"},
    .details =
        {R"(Prints the address, and opens it where there is a browser: BROWSER, else the desktop's own. A component has an address
where an Ingress leads to it.)",
         R"(输出访问地址，并在有浏览器时打开：优先使用 BROWSER，否则用桌面默认浏览器。组件需有 Ingress 指向它。)"},
    .positionals = env_open_parts::words,
    .options = env_open_parts::options,
    .examples = env_open_parts::examples,
    .doors = door_everywhere,
    .takes_environment = true,
    .see_also = "env show, env port-forward",
    .chat_names = "地址"};

}  // namespace chatops::command::table

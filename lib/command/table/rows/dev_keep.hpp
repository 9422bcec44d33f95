// The row of `dev keep`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_keep_parts {
inline constexpr auto words = std::to_array<Positional>({{"COMPONENT", Kind::component, false}});

inline constexpr auto options = std::to_array<Option>({timeout_option});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops dev keep chat", {"yours, for now", "暂不移交自己的会话"}}});
}  // namespace dev_keep_parts

inline constexpr Command dev_keep_row{
    .path = "dev keep",
    .summary = {"Keep a component that somebody asks you to hand over",
                "有人请求移交时，保留自己的开发会话"},
    .details =
        {R"(Whoever asked by `dev start --take-over` is told that you keep it. Nothing else changes;
the session is held for as long as it was.)",
         R"(以 `dev start --take-over` 请求接手的人会得知请求未获同意。其他一切不变，会话租约也不变。)"},
    .positionals = dev_keep_parts::words,
    .options = dev_keep_parts::options,
    .examples = dev_keep_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::anywhere,
    .takes_environment = true,
    .see_also = "dev end, dev start",
    .chat_names = "不移交, 保留开发"};

}  // namespace chatops::command::table

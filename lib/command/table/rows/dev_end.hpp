// The row of `dev end`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_end_parts {
inline constexpr auto words = std::to_array<Positional>({{"COMPONENT", Kind::component, false}});

inline constexpr auto options = std::to_array<Option>(
    {{"force",
      0,
      Kind::none,
      "",
      {"also somebody else's that has not run out", "也结束他人尚未到期的会话"}},
     timeout_option});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops dev end chat", {"yours", "结束自己的会话"}}});
}  // namespace dev_end_parts

inline constexpr Command dev_end_row{
    .path = "dev end",
    .summary = {"Put a component back as it was before dev mode", "结束开发模式并恢复组件"},
    .details =
        {R"(Fields that dev mode changed and nobody else since become what they were; others stay as they are and are named.
Somebody else's session is ended when it has run out, or with `--force`. Where somebody asked for it, ending it hands it over.)",
         R"(开发模式改过且此后无人修改的字段恢复原值；其余保持现状并列出。他人的会话需已到期，或使用 `--force`。有人请求接手时，结束即移交。)"},
    .positionals = dev_end_parts::words,
    .options = dev_end_parts::options,
    .examples = dev_end_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::anywhere,
    .takes_environment = true,
    .see_also = "dev start, dev keep, dev status",
    .chat_names = "移交, 结束开发"};

}  // namespace chatops::command::table

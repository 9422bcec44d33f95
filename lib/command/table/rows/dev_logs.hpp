// The row of `dev logs`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_logs_parts {
inline constexpr auto words = std::to_array<Positional>({{"COMPONENT", Kind::component, false}});

inline constexpr auto options = std::to_array<Option>(
    {{"follow", 'f', Kind::none, "", {"go on as lines are written", "持续输出新的日志"}},
     {"tail",
      'n',
      Kind::text,
      "NUMBER",
      {"the last lines of each container (100)", "每个容器最后几行（100）"}}});

inline constexpr auto examples =
    std::to_array<Example>({{"chatops dev logs chat -f", {"as they are written", "持续查看"}}});
}  // namespace dev_logs_parts

inline constexpr Command dev_logs_row{
    .path = "dev logs",
    .summary = {"Print what a component in dev mode logs", "查看开发模式组件的日志"},
    .details = {R"(What its containers say, and what `dev run` runs in them.)",
                R"(包括容器的输出，以及 `dev run` 在其中运行的命令的输出。)"},
    .positionals = dev_logs_parts::words,
    .options = dev_logs_parts::options,
    .examples = dev_logs_parts::examples,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev run, env logs"};

}  // namespace chatops::command::table

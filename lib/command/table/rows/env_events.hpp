// The row of `env events`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace env_events_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMPONENT", Kind::component, false, true}});

inline constexpr auto options = std::to_array<Option>({
    {"warnings", 'w', Kind::none, "", {"only warnings", "只看警告"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops env events -e s42", {"everything in its namespace", "命名空间中的全部事件"}},
    {"chatops env events chat --warnings -e s42",
     {"why chat does not come up", "查看 chat 为何起不来"}},
});
}  // namespace env_events_parts

inline constexpr Command env_events_row{
    .path = "env events",
    .summary = {"Show what happened to an environment in its cluster",
                "查看环境在集群中发生的事件"},
    .details =
        {R"(Newest last, and beneath them what keeps components from running. Clusters keep events for about an hour.)",
         R"(最新的在最后，其下是导致组件无法运行的原因。集群通常只保留约一小时的事件。)"},
    .positionals = env_events_parts::words,
    .options = env_events_parts::options,
    .examples = env_events_parts::examples,
    .doors = door_everywhere,
    .takes_environment = true,
    .see_also = "env show, env logs",
    .chat_names = "事件"};

}  // namespace chatops::command::table

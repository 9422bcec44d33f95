// iteration … and artifact …: what there is to choose from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace lists_parts {
inline constexpr auto artifact_list_options = std::to_array<Option>({
    {"branch",
     'b',
     Kind::branch,
     "BRANCH",
     {"only those built from this branch", "只看该分支的制品"}},
    {"limit",
     'n',
     Kind::text,
     "NUMBER",
     {"at most so many a component (10)", "每个组件最多几条（10）"}},
});

inline constexpr auto iteration_words = std::to_array<Positional>({{"CODE", Kind::iteration}});
inline constexpr auto components_words =
    std::to_array<Positional>({{"COMPONENT", Kind::component, false, true}});
inline constexpr auto artifact_words =
    std::to_array<Positional>({{"COMPONENT=VERSION", Kind::component_choice}});

inline constexpr auto artifact_examples = std::to_array<Example>({
    {"chatops artifact list chat --branch main", {"newest builds of main", "main 分支的最新构建"}},
});
}  // namespace lists_parts

inline constexpr auto lists_rows = std::to_array<Command>({
    {.path = "iteration list",
     .summary = {"List iterations", "列出迭代"},
     .doors = door_everywhere},
    {.path = "iteration show",
     .summary = {"Show an iteration and its issues", "显示迭代及其事项"},
     .positionals = lists_parts::iteration_words,
     .doors = door_everywhere},
    {.path = "artifact list",
     .summary = {"Newest artifacts of the components", "各组件的最新制品"},
     .positionals = lists_parts::components_words,
     .options = lists_parts::artifact_list_options,
     .examples = lists_parts::artifact_examples,
     .doors = door_everywhere},
    {.path = "artifact show",
     .summary = {"Everything known of one artifact", "某个制品的全部信息"},
     .positionals = lists_parts::artifact_words,
     .doors = door_everywhere},
});

}  // namespace chatops::command::table

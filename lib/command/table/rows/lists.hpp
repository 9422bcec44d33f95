// iteration … and artifact …: what there is to choose from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace lists_parts {
inline constexpr auto artifact_list_options = std::to_array<Option>({
    {"branch", 'b', Kind::branch, "BRANCH", {"only artifacts of this branch", "只看该分支的制品"}},
    {"limit",
     'n',
     Kind::text,
     "NUMBER",
     {"maximum number per component (10)", "每个组件最多几条（10）"}},
    {"look",
     0,
     Kind::text,
     "NUMBER",
     {"images of a component to examine for the newest one (100)",
      "为找到最新制品，每个组件最多查看多少个镜像（100）"}},
});

inline constexpr auto iteration_words = std::to_array<Positional>({{"CODE", Kind::iteration}});
inline constexpr auto components_words =
    std::to_array<Positional>({{"COMPONENT", Kind::component, false, true}});
inline constexpr auto artifact_words =
    std::to_array<Positional>({{"COMPONENT=VERSION", Kind::component_choice}});

inline constexpr auto iteration_list_examples = std::to_array<Example>({
    {"chatops iteration list", {"code, name, dates and state", "编号、名称、日期、状态"}},
});

inline constexpr auto iteration_show_examples = std::to_array<Example>({
    {"chatops iteration show 42", {"its issues and assignees", "迭代中的事项及处理人"}},
});

inline constexpr auto artifact_list_examples = std::to_array<Example>({
    {"chatops artifact list chat --branch main", {"newest builds of main", "main 分支的最新构建"}},
    {"chatops artifact list -n 1", {"the newest of every component", "每个组件的最新一个"}},
});

inline constexpr auto artifact_show_examples = std::to_array<Example>({
    {"chatops artifact show chat=main-31-0a1b2c3",
     {"digest, commit, build, and the source of each", "摘要、提交、构建，以及各项信息的来源"}},
});
}  // namespace lists_parts

inline constexpr auto lists_rows = std::to_array<Command>({
    {.path = "iteration list",
     .summary = {"List iterations", "列出迭代"},
     .examples = lists_parts::iteration_list_examples,
     .doors = door_everywhere,
     .see_also = "iteration show, deploy"},
    {.path = "iteration show",
     .summary = {"Show an iteration and its issues", "显示迭代及其事项"},
     .positionals = lists_parts::iteration_words,
     .examples = lists_parts::iteration_show_examples,
     .doors = door_everywhere,
     .see_also = "iteration list, deploy"},
    {.path = "artifact list",
     .summary = {"List artifacts, newest first", "列出各组件的制品（新的在前）"},
     .details =
         {R"(Lists what can be deployed. Branch, build, commit and author are read from the properties of the
artifact, its labels, or its version.)",
          R"(列出可以部署的制品，新的在前。分支、构建、提交和作者取自制品属性、镜像标签或版本号。)"},
     .positionals = lists_parts::components_words,
     .options = lists_parts::artifact_list_options,
     .examples = lists_parts::artifact_list_examples,
     .doors = door_everywhere,
     .see_also = "artifact show, deploy, selection"},
    {.path = "artifact show",
     .summary = {"Show an artifact", "显示某个制品的全部信息"},
     .positionals = lists_parts::artifact_words,
     .examples = lists_parts::artifact_show_examples,
     .doors = door_everywhere,
     .see_also = "artifact list, deploy"},
});

}  // namespace chatops::command::table

// The row of `artifact list`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace artifact_list_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"COMPONENT", Kind::component, false, true}});

inline constexpr auto options = std::to_array<Option>({
    {"branch", 'b', Kind::branch, "BRANCH", {"only artifacts of this branch", "只看该分支的制品"}},
    {"limit",
     'n',
     Kind::text,
     "NUMBER",
     {"maximum number per component (10)", "每个组件最多几条（10）"}},
    look_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops artifact list chat --branch main", {"newest builds of main", "main 分支的最新构建"}},
    {"chatops artifact list -n 1", {"the newest of every component", "每个组件的最新一个"}},
});
}  // namespace artifact_list_parts

inline constexpr Command artifact_list_row{
    .path = "artifact list",
    .summary = {"List artifacts, newest first", "列出各组件的制品（新的在前）"},
    .details =
        {R"(Lists what can be deployed. Branch, build, commit and author are read from the properties of the
artifact, its labels, or its version.)",
         R"(列出可以部署的制品，新的在前。分支、构建、提交和作者取自制品属性、镜像标签或版本号。)"},
    .positionals = artifact_list_parts::words,
    .options = artifact_list_parts::options,
    .examples = artifact_list_parts::examples,
    .doors = door_everywhere,
    .see_also = "artifact show, deploy, selection",
    .chat_names = "制品, 制品列表"};

}  // namespace chatops::command::table

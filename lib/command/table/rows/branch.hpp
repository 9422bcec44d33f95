// The row of `branch`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace branch_parts {
inline constexpr auto words =
    std::to_array<Positional>({{"REPOSITORY", Kind::repository, false}, {"BRANCH", Kind::branch}});

inline constexpr auto options = std::to_array<Option>({
    {"deploy", 0, Kind::none, "", {"deploy the artifacts found", "找到后直接部署"}},
    yes_option,
    plan_only_option,
    with_summary(wait_option, {"with --deploy: wait until it ends (default)",
                               "与 --deploy 连用：等待结束（默认）"}),
    with_summary(no_wait_option,
                 {"with --deploy: return once it is started", "与 --deploy 连用：启动后立即返回"}),
    timeout_option,
    notify_option,
    reason_option,
    look_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops branch chat feature/breakout-rooms -e s42",
     {"all components built from repository chat follow the branch",
      "由仓库 chat 构建的所有组件跟随该分支"}},
    {"chatops branch chat main -e s42 --deploy", {"back to main, and deploy", "回到 main 并部署"}},
});
}  // namespace branch_parts

inline constexpr Command branch_row{
    .path = "branch",
    .summary = {"Let all components of a repository follow a branch",
                "让一个仓库的所有组件跟随某个分支"},
    .details =
        {R"(Finds the artifacts of the branch, saves the choice and shows what deploying it would change. A
component without an artifact yet keeps its version and waits; its build is linked. Default for
REPOSITORY: the one of this checkout.)",
         R"(查找该分支的制品，保存这一选择，并显示部署后会有哪些变化。暂无制品的组件保持原版本并等待，
附上构建链接。不写 REPOSITORY 时，取当前目录所属的仓库。)"},
    .positionals = branch_parts::words,
    .options = branch_parts::options,
    .examples = branch_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .takes_environment = true,
    .see_also = "deploy, artifact list, selection",
    .chat_names = "分支"};

}  // namespace chatops::command::table

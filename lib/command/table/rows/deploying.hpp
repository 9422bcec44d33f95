// deploy, branch, rollback: what changes an environment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace deploying_parts {
inline constexpr auto deploy_options = std::to_array<Option>({
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"show the plan and stop", "只显示计划"}},
    {"wait",
     0,
     Kind::none,
     "",
     {"follow the deployment to its end (the default)", "等待部署结束（默认）"}},
    {"no-wait", 0, Kind::none, "", {"return as soon as it is started", "启动后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m); the deployment goes on",
      "最多等待多久（如 30m）；部署会继续"}},
    notify_option,
    {"pin", 0, Kind::none, "", {"stay at the versions given", "固定在所给版本"}},
    {"follow", 0, Kind::none, "", {"keep following the branch", "继续跟随分支"}},
    {"param",
     0,
     Kind::key_value,
     "K=V",
     {"a parameter of the pipeline; may be repeated", "流水线参数，可重复"},
     true},
    {"chart",
     0,
     Kind::chart_version,
     "VERSION",
     {"chart version, or a range to follow (\"~1.4\")",
      "Chart 版本，或要跟随的范围（如 \"~1.4\"）"}},
    {"class", 0, Kind::environment_class, "NAME", {"class of the environment", "环境类别"}},
    {"create",
     0,
     Kind::none,
     "",
     {"create the environment when it does not exist", "环境不存在时创建"}},
    {"iteration",
     0,
     Kind::iteration,
     "CODE",
     {"the iteration a new environment belongs to", "新环境所属的迭代"}},
    {"reason", 0, Kind::text, "TEXT", {"why; kept in the history", "原因，记入历史"}},
    {"force",
     0,
     Kind::none,
     "",
     {"deploy although nothing changes, or although an earlier outcome is unknown",
      "即使没有变化、或上次结果未知，也部署"}},
    {"from",
     0,
     Kind::file,
     "FILE",
     {"start from what `env export -o json` wrote", "以 `env export -o json` 的输出为起点"}},
});

inline constexpr auto branch_options = std::to_array<Option>({
    {"deploy", 0, Kind::none, "", {"deploy what was found", "找到后直接部署"}},
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"show the plan and stop", "只显示计划"}},
    {"wait",
     0,
     Kind::none,
     "",
     {"with --deploy: follow it to its end (the default)", "与 --deploy 连用：等待结束（默认）"}},
    {"no-wait",
     0,
     Kind::none,
     "",
     {"with --deploy: return as soon as it is started", "与 --deploy 连用：启动后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m)", "最多等待多久（如 30m）"}},
    notify_option,
    {"reason", 0, Kind::text, "TEXT", {"why; kept in the history", "原因，记入历史"}},
});

inline constexpr auto rollback_options = std::to_array<Option>({
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"show the plan and stop", "只显示计划"}},
    {"wait", 0, Kind::none, "", {"follow it to its end (the default)", "等待结束（默认）"}},
    {"no-wait", 0, Kind::none, "", {"return as soon as it is started", "启动后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"stop waiting after so long (30m)", "最多等待多久（如 30m）"}},
    notify_option,
    {"reason", 0, Kind::text, "TEXT", {"why; kept in the history", "原因，记入历史"}},
});

inline constexpr auto deploy_words = std::to_array<Positional>(
    {{"COMPONENT=VERSION|COMPONENT@BRANCH", Kind::component_choice, false, true}});
inline constexpr auto branch_words =
    std::to_array<Positional>({{"REPOSITORY", Kind::repository, false}, {"BRANCH", Kind::branch}});
inline constexpr auto revision_words =
    std::to_array<Positional>({{"REVISION", Kind::revision, false}});

inline constexpr auto deploy_examples = std::to_array<Example>({
    {"chatops deploy -e s43 --create --iteration 43 --yes",
     {"a new environment for an iteration", "为迭代创建新环境"}},
    {"chatops deploy -e s42 --dry-run", {"what would change in s42", "查看 s42 会有哪些变化"}},
    {"chatops deploy -e s42 chat@feature/breakout-rooms",
     {"chat follows this branch from now on", "chat 从此跟随该分支"}},
    {"chatops deploy -e s42 chat=main-31-0a1b2c3 --pin --reason \"bisecting\"",
     {"stay at one version", "固定在某个版本"}},
});

inline constexpr auto branch_examples = std::to_array<Example>({
    {"chatops branch chat feature/breakout-rooms -e s42",
     {"everything built from the repository `chat` follows the branch",
      "由仓库 chat 构建的所有组件跟随该分支"}},
    {"chatops branch chat main -e s42 --deploy", {"back to main, and deploy", "回到 main 并部署"}},
});

inline constexpr auto rollback_examples = std::to_array<Example>({
    {"chatops rollback -e s42",
     {"to the deployment that succeeded before", "回到上一次成功的部署"}},
    {"chatops rollback 1 -e s42 --dry-run",
     {"what going back to revision 1 would change", "查看回到第 1 版会有哪些变化"}},
});
}  // namespace deploying_parts

inline constexpr auto deploying_rows = std::to_array<Command>({
    {.path = "deploy",
     .summary = {"Bring an environment to the versions you choose", "把环境部署到所选版本"},
     .details =
         {R"(Shows what will change and asks. `COMPONENT@BRANCH` follows a branch; `COMPONENT=VERSION`
keeps following when it is the newest version of the branch followed anyway, and pins any other.
Components not named keep what they have.

While a deployment runs, the same plan attaches to it and a different one is refused. In the
checkout of a component, `.` stands for what is built from it: `.@feature/x`)",
          R"(先显示变化再询问。`COMPONENT@BRANCH` 跟随分支；`COMPONENT=VERSION` 若正是所跟随分支的最新版本，
则继续跟随，否则固定。没有提到的组件保持原样。

部署进行中时，相同的计划会接入它，不同的计划会被拒绝。
在组件的代码目录中，`.` 代表由它构建的组件：`.@feature/x`)"},
     .positionals = deploying_parts::deploy_words,
     .options = deploying_parts::deploy_options,
     .examples = deploying_parts::deploy_examples,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true,
     .see_also = "branch, rollback, env show, selection"},
    {.path = "branch",
     .summary = {"Follow a branch with every component of a repository",
                 "让一个仓库的所有组件跟随某个分支"},
     .details =
         {R"(Finds the artifacts of the branch, remembers the choice and shows what deploying it would
change. A component without an artifact yet keeps what runs and waits; the link leads to its
build. Without REPOSITORY: the one whose checkout this is.)",
          R"(查找该分支的制品，记住这一选择，并显示部署后会有哪些变化。暂无制品的组件保持原版本并等待，
附上构建链接。不写 REPOSITORY 时，取当前目录所属的仓库。)"},
     .positionals = deploying_parts::branch_words,
     .options = deploying_parts::branch_options,
     .examples = deploying_parts::branch_examples,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true,
     .see_also = "deploy, artifact list, selection"},
    {.path = "rollback",
     .summary = {"Go back to an earlier deployment", "回到之前的部署"},
     .details =
         {R"(Deploys the bill of an earlier revision again: the same artifacts, chart and values. What it
moves is pinned, so that the next deployment does not undo it; `--follow` with `deploy` follows
the branch again.)",
          R"(再次部署之前版次的清单：相同的制品、Chart 和 values。它改动的组件会被固定，
以免下次部署又改回去；用 `deploy` 的 `--follow` 恢复跟随分支。)"},
     .positionals = deploying_parts::revision_words,
     .options = deploying_parts::rollback_options,
     .examples = deploying_parts::rollback_examples,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true,
     .see_also = "env history, deploy, selection"},
});

}  // namespace chatops::command::table

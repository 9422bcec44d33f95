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
    {"dry-run", 0, Kind::none, "", {"only show the plan", "只显示计划"}},
    {"wait",
     0,
     Kind::none,
     "",
     {"wait until the deployment ends (default)", "等待部署结束（默认）"}},
    {"no-wait",
     0,
     Kind::none,
     "",
     {"return once it is started, or queued", "启动或排队后立即返回"}},
    {"timeout",
     0,
     Kind::duration,
     "TIME",
     {"how long to wait (30m); the deployment continues", "最多等待多久（如 30m）；部署会继续"}},
    notify_option,
    {"pin", 0, Kind::none, "", {"stay at the given versions", "固定在所给版本"}},
    {"follow", 0, Kind::none, "", {"follow the branch", "跟随分支"}},
    {"param",
     0,
     Kind::key_value,
     "K=V",
     {"pipeline parameter; can be repeated", "流水线参数，可重复"},
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
     {"create the environment if it does not exist", "环境不存在时创建"}},
    {"iteration",
     0,
     Kind::iteration,
     "CODE",
     {"iteration of a new environment", "新环境所属的迭代"}},
    {"reason", 0, Kind::text, "TEXT", {"reason, shown in the history", "原因，记入历史"}},
    {"force",
     0,
     Kind::none,
     "",
     {"deploy even if nothing changes, or if the outcome of an earlier start is unknown",
      "即使没有变化、或上次结果未知，也部署"}},
    {"from",
     0,
     Kind::file,
     "FILE",
     {"start from the output of `env export -o json`", "以 `env export -o json` 的输出为起点"}},
    {"look",
     0,
     Kind::text,
     "NUMBER",
     {"images of a component to examine for the newest one (100)",
      "为找到最新制品，每个组件最多查看多少个镜像（100）"}},
});

inline constexpr auto branch_options = std::to_array<Option>({
    {"deploy", 0, Kind::none, "", {"deploy the artifacts found", "找到后直接部署"}},
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"only show the plan", "只显示计划"}},
    {"wait",
     0,
     Kind::none,
     "",
     {"with --deploy: wait until it ends (default)", "与 --deploy 连用：等待结束（默认）"}},
    {"no-wait",
     0,
     Kind::none,
     "",
     {"with --deploy: return once it is started", "与 --deploy 连用：启动后立即返回"}},
    {"timeout", 0, Kind::duration, "TIME", {"how long to wait (30m)", "最多等待多久（如 30m）"}},
    notify_option,
    {"reason", 0, Kind::text, "TEXT", {"reason, shown in the history", "原因，记入历史"}},
    {"look",
     0,
     Kind::text,
     "NUMBER",
     {"images of a component to examine for the newest one (100)",
      "为找到最新制品，每个组件最多查看多少个镜像（100）"}},
});

inline constexpr auto rollback_options = std::to_array<Option>({
    {"yes", 'y', Kind::none, "", {"do not ask", "不再询问"}},
    {"dry-run", 0, Kind::none, "", {"only show the plan", "只显示计划"}},
    {"wait", 0, Kind::none, "", {"wait until it ends (default)", "等待结束（默认）"}},
    {"no-wait", 0, Kind::none, "", {"return once it is started", "启动后立即返回"}},
    {"timeout", 0, Kind::duration, "TIME", {"how long to wait (30m)", "最多等待多久（如 30m）"}},
    notify_option,
    {"reason", 0, Kind::text, "TEXT", {"reason, shown in the history", "原因，记入历史"}},
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
    {"chatops deploy -e s42 --dry-run", {"show what would change in s42", "查看 s42 会有哪些变化"}},
    {"chatops deploy -e s42 chat@feature/breakout-rooms",
     {"chat follows this branch from now on", "chat 从此跟随该分支"}},
    {"chatops deploy -e s42 chat=main-31-0a1b2c3 --pin --reason \"bisecting\"",
     {"stay at one version", "固定在某个版本"}},
});

inline constexpr auto branch_examples = std::to_array<Example>({
    {"chatops branch chat feature/breakout-rooms -e s42",
     {"all components built from repository chat follow the branch",
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
     .summary = {"Deploy chosen versions to an environment", "把所选版本部署到环境"},
     .details =
         {R"(Shows what will change and asks. `COMPONENT@BRANCH` follows a branch. `COMPONENT=VERSION` pins a
version, unless it is already the newest one of the followed branch. Other components stay as
they are.

What you choose holds at once; a deployment that fails does not undo it, but sets the versions aside
that it brought. While a deployment is running, the same plan attaches to it, and a different one is
deployed next; of several that wait, the newest. In the checkout of a component, `.` means all
components built from it: `.@feature/x`)",
          R"(先显示变化再询问。`COMPONENT@BRANCH` 跟随分支；`COMPONENT=VERSION` 固定版本，
除非它正是所跟随分支的最新版本。其他组件保持原样。

所选内容立即生效；部署失败不会撤销它，只会搁置这次部署带来的版本。部署进行中时，相同的计划会接入它，
不同的计划排在其后；有多个在等时，只部署最新的一个。
在组件的代码目录中，`.` 代表由它构建的组件：`.@feature/x`)"},
     .positionals = deploying_parts::deploy_words,
     .options = deploying_parts::deploy_options,
     .examples = deploying_parts::deploy_examples,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true,
     .see_also = "branch, rollback, env show, selection"},
    {.path = "branch",
     .summary = {"Let all components of a repository follow a branch",
                 "让一个仓库的所有组件跟随某个分支"},
     .details =
         {R"(Finds the artifacts of the branch, saves the choice and shows what deploying it would change. A
component without an artifact yet keeps its version and waits; its build is linked. Default for
REPOSITORY: the one of this checkout.)",
          R"(查找该分支的制品，保存这一选择，并显示部署后会有哪些变化。暂无制品的组件保持原版本并等待，
附上构建链接。不写 REPOSITORY 时，取当前目录所属的仓库。)"},
     .positionals = deploying_parts::branch_words,
     .options = deploying_parts::branch_options,
     .examples = deploying_parts::branch_examples,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true,
     .see_also = "deploy, artifact list, selection"},
    {.path = "rollback",
     .summary = {"Roll back to an earlier revision", "回退到之前的修订版本"},
     .details =
         {R"(Deploys an earlier revision again: the same artifacts, chart and values. Components that it
changes are pinned, so that the next deployment does not undo it; `deploy --follow` follows the
branch again.)",
          R"(再次部署之前的修订版本：相同的制品、Chart 和 values。它改动的组件会被固定，
以免下次部署又改回去；用 `deploy --follow` 恢复跟随分支。)"},
     .positionals = deploying_parts::revision_words,
     .options = deploying_parts::rollback_options,
     .examples = deploying_parts::rollback_examples,
     .doors = door_everywhere,
     .mutates = true,
     .takes_environment = true,
     .see_also = "env history, deploy, selection"},
});

}  // namespace chatops::command::table

// The row of `deploy`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace deploy_parts {
inline constexpr auto words = std::to_array<Positional>(
    {{"COMPONENT=VERSION|COMPONENT@BRANCH", Kind::component_choice, false, true}});

inline constexpr auto options = std::to_array<Option>({
    yes_option,
    plan_only_option,
    {"diff",
     0,
     Kind::none,
     "",
     {"only show which objects in the cluster would change (engine helm); exits with 1 if any",
      "只显示集群中将要变化的对象（引擎 helm）；有变化时退出码为 1"},
     false,
     InChat::refused},
    with_summary(wait_option, {"wait until the deployment ends (default)", "等待部署结束（默认）"}),
    no_wait_option,
    with_summary(timeout_option, {"how long to wait (30m); the deployment continues",
                                  "最多等待多久（如 30m）；部署会继续"}),
    notify_option,
    {"pin", 0, Kind::none, "", {"stay at the given versions", "固定在所给版本"}},
    {"follow", 0, Kind::none, "", {"follow the branch", "跟随分支"}},
    param_option,
    {"chart",
     0,
     Kind::chart_version,
     "VERSION",
     {"chart version, or a range to follow (\"~1.4\")",
      "Chart 版本，或要跟随的范围（如 \"~1.4\"）"}},
    class_option,
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
    reason_option,
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
     {"start from the output of `env export -o json`", "以 `env export -o json` 的输出为起点"},
     false,
     InChat::refused},
    look_option,
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops deploy -e s43 --create --iteration 43 --yes",
     {"a new environment for an iteration", "为迭代创建新环境"}},
    {"chatops deploy -e s42 --dry-run", {"show what would change in s42", "查看 s42 会有哪些变化"}},
    {"chatops deploy -e s42 --diff",
     {"which objects would change, line by line", "逐行查看哪些对象会变化"}},
    {"chatops deploy -e s42 chat@feature/breakout-rooms",
     {"chat follows this branch from now on", "chat 从此跟随该分支"}},
    {"chatops deploy -e s42 chat=main-31-0a1b2c3 --pin --reason \"bisecting\"",
     {"stay at one version", "固定在某个版本"}},
});
}  // namespace deploy_parts

inline constexpr Command deploy_row{
    .path = "deploy",
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
    .positionals = deploy_parts::words,
    .options = deploy_parts::options,
    .examples = deploy_parts::examples,
    .doors = door_everywhere,
    .mutates = true,
    .right = Right::deploy,
    .takes_environment = true,
    .see_also = "branch, rollback, env show, selection",
    .chat_names = "部署, 发布"};

}  // namespace chatops::command::table

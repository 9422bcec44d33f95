// Topics about what runs where: environments, what is chosen for them, what they are started with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto choosing_topics = std::to_array<Topic>({
    {"environments",
     {"make them, watch them, take them down", "创建、查看和清理环境"},
     {R"(An environment is a Kubernetes namespace with an address. It remembers what was chosen for
it, so that the next deployment needs to be told only what is different.

    chatops deploy -e s42 --create --iteration 42 --yes
    chatops env list
    chatops env show s42
    chatops env history s42
    chatops env delete s42 --dry-run

# Which environment is meant

`-e NAME`, else the variable CHATOPS_ENV, else the one that this checkout chose:

    chatops env use s42
    chatops env show
    chatops env use --clear

# While it deploys

The terminal follows the pipeline stage by stage. Ctrl-C ends the watching and nothing else;
`chatops env show s42` takes it up again, also from another machine's shell with the same state
file. `--notify bell` or `--notify desktop` tells you when it has ended. In a script,
`--no-wait` returns at once and `--timeout 30m` stops waiting with exit code 8.

# Going back

    chatops rollback -e s42 --dry-run

deploys an earlier revision again and pins what it moves. `env delete` runs the teardown
pipeline of `chatops.yaml` and wants the name typed: `--confirm s42` in a script.

Next: `chatops help selection`, `chatops help parameters`.)",
      R"(环境是一个带访问地址的 Kubernetes 命名空间。它记住为它选择的内容，下次部署只需说明不同之处。

    chatops deploy -e s42 --create --iteration 42 --yes
    chatops env list
    chatops env show s42
    chatops env history s42
    chatops env delete s42 --dry-run

# 操作哪个环境

依次取 `-e NAME`、变量 CHATOPS_ENV、本目录选定的环境：

    chatops env use s42
    chatops env show
    chatops env use --clear

# 部署过程中

终端逐个阶段跟随流水线。Ctrl-C 只停止跟随；`chatops env show s42` 可随时继续。
`--notify bell` 或 `--notify desktop` 在结束时提醒。
在脚本中，`--no-wait` 启动后立即返回，`--timeout 30m` 到时停止等待，退出码为 8。

# 回退

    chatops rollback -e s42 --dry-run

再次部署之前的版次，并固定所改动的组件。`env delete` 执行 `chatops.yaml` 中的清理流水线，
并要求输入环境名；脚本中写 `--confirm s42`。

接下来：`chatops help selection`、`chatops help parameters`。)"}},
    {"selection",
     {"follow a branch, pin a version, wait for a build", "跟随分支、固定版本、等待构建"},
     {R"(For every component, and for the chart, an environment either follows a branch or is pinned
to a version.

    chatops artifact list chat
    chatops deploy -e s42 chat@feature/breakout-rooms
    chatops deploy -e s42 chat=main-31-0a1b2c3 --pin --reason "bisecting"
    chatops deploy -e s42 --chart "~1.1" --dry-run

`COMPONENT@BRANCH` follows: every later deployment takes the newest artifact of that branch.
`COMPONENT=VERSION` pins, unless the version is the newest of the branch that is followed
anyway; `--pin` and `--follow` decide it. Components that are not named keep what they have, and a
pinned one is only moved by name.

# In a terminal, as a form

`chatops deploy` and `chatops branch` without further arguments open the deploy card: settings,
then one line a component. Enter on a line shows its builds, type to filter; `f` follows, `p` pins;
what will change stands at the bottom, and nothing happens before Deploy is pressed. `?` shows all
keys.

# All components of a repository

    chatops branch chat feature/breakout-rooms -e s42
    chatops branch chat main -e s42 --deploy

sets the branch for everything that is built from the repository. In its checkout the name may be
left out, and `.` stands for the same components: `chatops deploy .@feature/x`

# Waiting

A branch without a build yet can be followed all the same: the component keeps what runs, the plan
says that it waits, and links to the build. Deploy again when the artifact is there.

Next: `chatops help environments`, `chatops help deploy`.)",
      R"(对每个组件以及 Chart，环境要么跟随一个分支，要么固定在一个版本。

    chatops artifact list chat
    chatops deploy -e s42 chat@feature/breakout-rooms
    chatops deploy -e s42 chat=main-31-0a1b2c3 --pin --reason "bisecting"
    chatops deploy -e s42 --chart "~1.1" --dry-run

`COMPONENT@BRANCH` 表示跟随：以后每次部署都取该分支的最新制品。`COMPONENT=VERSION` 表示固定，
除非它正是所跟随分支的最新版本；可用 `--pin` 和 `--follow` 明确指定。
没有提到的组件保持原样，已固定的组件只有点名才会改变。

# 在终端里用表单

不带其他参数的 `chatops deploy` 和 `chatops branch` 打开部署卡片：先是设置，然后每个组件一行。
在某一行按回车可查看它的构建，输入文字即可过滤；`f` 跟随，`p` 固定；将发生的变化显示在底部，
按下“部署”之前什么都不会发生。`?` 显示所有按键。

# 一个仓库的所有组件

    chatops branch chat feature/breakout-rooms -e s42
    chatops branch chat main -e s42 --deploy

为由该仓库构建的所有组件设置分支。在该仓库的目录中可以省略仓库名，
也可以用 `.` 代表这些组件：`chatops deploy .@feature/x`

# 等待

还没有构建的分支也可以跟随：组件保持当前版本，计划中会注明正在等待，并附上构建链接。
制品出现后再部署一次即可。

接下来：`chatops help environments`、`chatops help deploy`。)"}},
    {"parameters",
     {"what the pipeline is started with, and the values", "流水线参数与 values"},
     {R"(The pipeline gets the namespace, the domain and what else `chatops.yaml` maps. Further
parameters are given by name; the environment remembers them.

    chatops deploy -e s42 --param Iteration=42 --dry-run
    chatops env create s44 --class aliyun --param Iteration=42

A parameter that the pipeline does not declare is refused before anything starts.

# Values

They are merged in layers, later wins: the common files, then those of the class, then those of
the environment, then the versions of the components.

    chatops env values s42
    chatops env values s42 -o wide

The second form names the file each value came from. To do the same without chatops:

    chatops env export s42

Next: `chatops help environments`. The keys of `chatops.yaml`: docs/reference/chatops-yaml.md)",
      R"(流水线会得到命名空间、域名，以及 `chatops.yaml` 中映射的其他内容。
更多参数按名称给出，环境会记住它们。

    chatops deploy -e s42 --param Iteration=42 --dry-run
    chatops env create s44 --class aliyun --param Iteration=42

流水线没有声明的参数会在启动之前被拒绝。

# values

values 按层合并，后者优先：公共文件、类别的文件、环境的文件，最后是各组件的版本。

    chatops env values s42
    chatops env values s42 -o wide

第二种写法显示每个值来自哪个文件。不使用 chatops 也能得到同样的结果：

    chatops env export s42

接下来：`chatops help environments`。`chatops.yaml` 的各项见 docs/reference/chatops-yaml.md)"}},
});

}  // namespace chatops::command::table

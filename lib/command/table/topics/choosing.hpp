// Topics about what runs where: environments, what is chosen for them, what they are started with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto choosing_topics = std::to_array<Topic>({
    {"environments",
     {"create, watch and delete environments", "创建、查看和清理环境"},
     {R"(An environment is a Kubernetes namespace with an address. Its selection is saved, so that the
next deployment only needs what is different.

    chatops deploy -e s42 --create --iteration 42 --yes
    chatops env list
    chatops env show s42
    chatops env history s42
    chatops env delete s42 --dry-run

# Which environment is used

`-e NAME`, else the variable CHATOPS_ENV, else the one selected for this checkout:

    chatops env use s42
    chatops env show
    chatops env use --clear

# During a deployment

The terminal shows the stages of the pipeline. Ctrl-C only stops watching; `chatops env show s42`
watches it again, from any shell with the same state file. `--notify bell` or `--notify desktop`
tells you when it has ended. In a script, `--no-wait` returns at once, and `--timeout 30m` stops
waiting with exit code 8.

Whatever runs, `deploy`, `branch` and `rollback` are accepted: the environment is to be what was
chosen last, and that is deployed next. What was chosen in between is skipped. The waiting command
starts it; with `--no-wait` the next command that deploys does.

A deployment that fails leaves the choice as it is. The versions that it was to bring are set aside
(`chatops env show s42`): nothing automatic deploys them again until there is a newer one, or
somebody deploys one by name.

# Rolling back

    chatops rollback -e s42 --dry-run

deploys an earlier revision again and pins the components it changes. `env delete` runs the
teardown pipeline of `chatops.yaml` and asks you to type the name; in a script, use
`--confirm s42`.

Next: `chatops help selection`, `chatops help parameters`.)",
      R"(环境是一个带访问地址的 Kubernetes 命名空间。为它选择的内容会保存下来，下次部署只需说明不同之处。

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

终端逐个阶段显示流水线的进展。Ctrl-C 只停止跟踪；`chatops env show s42` 可随时继续。
`--notify bell` 或 `--notify desktop` 在结束时提醒。
在脚本中，`--no-wait` 启动后立即返回，`--timeout 30m` 到时停止等待，退出码为 8。

无论正在部署什么，`deploy`、`branch`、`rollback` 都会被接受：环境应当成为最后选择的样子，接下来就部署它，
中间的选择会被跳过。由等待的命令启动；用了 `--no-wait` 时，由下一个部署命令启动。

部署失败不会改变所选内容。它要带来的版本会被搁置（见 `chatops env show s42`）：
有更新的版本或有人指名部署之前，不会再自动部署它们。

# 回退

    chatops rollback -e s42 --dry-run

再次部署之前的修订版本，并固定所改动的组件。`env delete` 执行 `chatops.yaml` 中的清理流水线，
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

`COMPONENT@BRANCH` follows: every later deployment uses the newest artifact of that branch.
`COMPONENT=VERSION` pins, unless the version is already the newest of the followed branch; use
`--pin` or `--follow` to be explicit. Other components stay as they are, and a pinned one only
changes when it is named.

# In a terminal, as a form

`chatops deploy` without components, and `chatops branch` with only a branch, open a form: settings, then one
line per component. Enter on a line shows its builds, type to filter; `f` follows, `p` pins. The
changes are listed at the bottom, and nothing happens before you press Deploy. `?` shows all keys.

# All components of a repository

    chatops branch chat feature/breakout-rooms -e s42
    chatops branch chat main -e s42 --deploy

sets the branch for all components built from the repository. In its checkout you can omit the
name, and `.` means the same components: `chatops deploy .@feature/x`

# Waiting

A branch without a build yet can be followed, too: the component keeps its version, and the plan
shows that it is waiting, with a link to the build. Deploy again when the artifact is there.

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

不写组件的 `chatops deploy`，以及只写分支的 `chatops branch` 会打开表单：先是设置，然后每个组件一行。
在某一行按回车可查看它的构建，输入文字即可筛选；`f` 跟随，`p` 固定；将发生的变化显示在底部，
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
     {"pipeline parameters and values", "流水线参数与 values"},
     {R"(The pipeline gets the namespace, the domain and whatever else `chatops.yaml` maps. Further
parameters are given by name, and saved with the environment.

    chatops deploy -e s42 --param Iteration=42 --dry-run
    chatops env create s44 --class aliyun --param Iteration=42

A parameter that the pipeline does not have is rejected before anything starts.

# Values

They are merged in layers; later layers win: the common files, the files of the class, the files
of the environment, and the versions of the components.

    chatops env values s42
    chatops env values s42 -o wide

Both name the file each value came from. The first is what is delivered: `helm -f` with it, over the
same chart, gives what is deployed, and a `null` that removes a value of the chart stays in it. The
second is over the chart's own values, as its templates see them. Of nulls in the chart's own values
Helm 3 and Helm 4 make different things: Helm 4 drops them (so does this view), Helm 3 keeps them;
the helm that deploys decides. To do the same without chatops:

    chatops env export s42

Next: `chatops help environments`. The keys of `chatops.yaml`: docs/reference/chatops-yaml.md)",
      R"(流水线会得到命名空间、域名，以及 `chatops.yaml` 中映射的其他内容。
更多参数按名称给出，并随环境保存。

    chatops deploy -e s42 --param Iteration=42 --dry-run
    chatops env create s44 --class aliyun --param Iteration=42

流水线没有声明的参数会在启动之前被拒绝。

# values

values 按层合并，后者优先：公共文件、类别的文件、环境的文件，最后是各组件的版本。

    chatops env values s42
    chatops env values s42 -o wide

两种写法都会显示每个值来自哪个文件。第一种是部署时送达的内容：对同一 Chart 用 `helm -f` 加上它，
得到的就是已部署的结果，用于移除 Chart 默认值的 `null` 也保留在其中。第二种叠加在 Chart 自身的 values
之上，与模板看到的一致。对于 Chart 自身 values 中的 null，Helm 3 与 Helm 4 的处理不同：Helm 4 会丢弃
（此处的显示也是如此），Helm 3 会保留；以执行部署的 helm 为准。不使用 chatops 也能得到同样的结果：

    chatops env export s42

接下来：`chatops help environments`。`chatops.yaml` 的各项见 docs/reference/chatops-yaml.md)"}},
});

}  // namespace chatops::command::table

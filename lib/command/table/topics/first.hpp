// Topics for the first hour: where to begin, what the words mean, what to do when it goes wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto first_topics = std::to_array<Topic>({
    {"quickstart",
     {"from nothing to a deployment", "从零到一次部署"},
     {R"(To try everything without an account, start the sandbox: simulators of the outside
world on this machine, with an example application.

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox deploy -e try --create --dry-run
    chatops --profile sandbox deploy -e try --create --yes
    chatops --profile sandbox env show try

The first deployment of an environment takes the newest version of every component. Read what
is printed before the question: what runs, what will run, and why. `export
CHATOPS_PROFILE=sandbox` saves typing `--profile sandbox`; `chatops sandbox stop` ends it.

# On your own project

A file `chatops.yaml` beside the chart says what the application consists of: components, chart,
values, pipeline. `config init` writes a first one from what it finds in the folder; `auth login`
keeps your token after trying it; `doctor` says what is still missing, and what to do.

    chatops auth login coding
    chatops config init --dry-run
    chatops config check
    chatops doctor
    chatops artifact list
    chatops deploy -e s42 --create --iteration 42 --dry-run

`config check` lists every mistake with file, line and column. `--dry-run` reads everything and
changes nothing: when it shows the right plan, leave it out.

Next: `chatops help environments`, `chatops help selection`, `chatops help configuration`.)",
      R"(没有账号也能试用：启动沙箱，它在本机模拟所有外部系统，并附带一个示例应用。

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox deploy -e try --create --dry-run
    chatops --profile sandbox deploy -e try --create --yes
    chatops --profile sandbox env show try

环境的第一次部署取每个组件的最新版本。请先阅读询问之前的内容：当前运行什么、将运行什么、为什么。
`export CHATOPS_PROFILE=sandbox` 可省去 `--profile sandbox`；`chatops sandbox stop` 停止沙箱。

# 用于自己的项目

Chart 旁的 `chatops.yaml` 说明应用由什么组成：组件、Chart、values、流水线。
`config init` 根据目录中的内容写出初稿；`auth login` 试用并保存令牌；`doctor` 指出还缺什么、怎么办。

    chatops auth login coding
    chatops config init --dry-run
    chatops config check
    chatops doctor
    chatops artifact list
    chatops deploy -e s42 --create --iteration 42 --dry-run

`config check` 列出每个错误的文件、行、列。`--dry-run` 只读取、不改动：计划正确后去掉它即可。

接下来：`chatops help environments`、`chatops help selection`、`chatops help configuration`。)"}},
    {"troubleshooting",
     {"when it does not do what you want", "出现问题时怎么办"},
     {R"(Every error names what, why and what to try. Four commands tell most of the rest:

    chatops doctor
    chatops config check
    chatops env show s42 --no-wait
    chatops iteration list --verbose

The first looks at everything and says what to do, the second finds mistakes in files, the third
says what runs and why the last deployment failed, the fourth shows every call to an outside
system, its answer and the time it took; `--trace` also what it carried. Neither shows secrets.

# What happens, and what to do

"nothing to do" :: the environment already has what is chosen; `--force` deploys all the same
"waits for an artifact" :: the branch has no build yet: the link leads to it. What ran keeps
running
exit code 4 :: the token is missing, expired or lacks a scope: `chatops auth status` says which,
and where it comes from
exit code 6 :: somebody else deploys there: watch it with `chatops env show`, then try again
exit code 8 :: it goes on without you: `chatops env show` takes it up
exit code 9 :: a system does not answer: try again with `--verbose`; proxies are read from
HTTPS_PROXY and NO_PROXY, certificate authorities from CHATOPS_CA_FILE
"the outcome is not known" :: the answer to the start was lost. Look at the pipeline before you
use `--force`
a bad version :: `chatops rollback` brings back what worked before

Ctrl-C only ends the watching: a deployment that has begun goes on. `chatops config show` names
the file or variable that each setting came from, which explains most surprises. A program killed
in the middle can leave the terminal odd: `reset` puts it right.

Next: `chatops help output` lists the exit codes.)",
      R"(每个错误都会说明：是什么、为什么、可以怎么做。其余情况大多可用四条命令弄清：

    chatops doctor
    chatops config check
    chatops env show s42 --no-wait
    chatops iteration list --verbose

第一条全面检查并给出建议；第二条检查文件中的错误；第三条显示当前运行内容和上次部署失败的原因；
第四条显示对外部系统的每次调用、应答和用时，`--trace` 还显示调用的内容。两者都不显示密钥。

# 常见情况与处理

“无需操作” :: 环境已经是所选内容；`--force` 仍然部署
“等待制品” :: 该分支还没有构建，见所附链接。原来运行的版本不变
退出码 4 :: 令牌缺失、过期或权限不足：`chatops auth status` 会说明是哪一个、来自哪里
退出码 6 :: 有人正在部署：用 `chatops env show` 查看，稍后再试
退出码 8 :: 部署仍在继续：`chatops env show` 可继续跟随
退出码 9 :: 外部系统没有应答：加 `--verbose` 再试；代理取自 HTTPS_PROXY 和 NO_PROXY，
证书取自 CHATOPS_CA_FILE
“结果未知” :: 启动时的应答丢失。使用 `--force` 之前先查看流水线
版本有问题 :: `chatops rollback` 恢复之前可用的内容

Ctrl-C 只是停止跟随，已开始的部署会继续。`chatops config show` 列出每项设置来自哪个文件或变量，
多数意外由此可以解释。程序被强行终止后终端若显示异常，用 `reset` 恢复。

接下来：`chatops help output` 列出各退出码。)"}},
    {"words",
     {"what the words mean", "名词解释"},
     {R"(application :: the whole that is tested: components, a chart, values, a pipeline; written
down in `chatops.yaml`
component :: one deployable part: an image, and the repository and branch it is built from
artifact :: one built version of a component: tag, digest, branch, commit, build. The digest is
its identity; a tag can move
iteration :: a sprint of the tracker; it has at most one environment
environment :: a Kubernetes namespace and an address; it remembers what was chosen for it
class :: a kind of environment, such as one for each cloud vendor; it adds values and parameters
selection :: for every component and for the chart: follow a branch, or stay at a version
bill :: what a selection comes to: exact artifacts, chart, values and parameters. The same bill
means that there is nothing to do
deployment :: one attempt to bring an environment to a bill; its number is the revision
values layers :: common values, then those of the class, then those of the environment; later wins
parameters :: what the pipeline is started with: namespace, domain and what it declares besides
waiting :: a component that follows a branch without a build yet; it keeps what runs
profile :: a named part of your configuration: which systems, with which credentials

Next: `chatops help environments`, `chatops help selection`.)",
      R"(应用（application） :: 被测试的整体：组件、Chart、values、流水线；写在 `chatops.yaml` 中
组件（component） :: 可独立部署的部分：镜像，以及构建它的仓库和分支
制品（artifact） :: 组件的一个构建版本：标签、摘要、分支、提交、构建。摘要是它的身份，标签可以移动
迭代（iteration） :: 项目管理中的迭代，最多拥有一个环境
环境（environment） :: 一个 Kubernetes 命名空间和一个访问地址；它记住为它选择的内容
类别（class） :: 环境的种类，例如每家云厂商一种；附带 values 和参数
选择（selection） :: 对每个组件和 Chart：跟随某个分支，或固定在某个版本
清单（bill） :: 选择的具体结果：制品、Chart、values、参数。清单相同即无需操作
部署（deployment） :: 把环境带到某个清单的一次尝试；编号称为版次
values 层 :: 公共 values，然后是类别的，最后是环境的；后者优先
参数（parameters） :: 启动流水线所用：命名空间、域名及其他声明的参数
等待（waiting） :: 组件所跟随的分支还没有构建；原来运行的版本不变
配置（profile） :: 用户配置中有名字的一份：使用哪些系统、用什么凭据

接下来：`chatops help environments`、`chatops help selection`。)"}},
});

}  // namespace chatops::command::table

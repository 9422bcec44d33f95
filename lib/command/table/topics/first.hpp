// Topics for the first hour: where to begin, what the words mean, what to do when it goes wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto first_topics = std::to_array<Topic>({
    {"quickstart",
     {"your first deployment", "从零到一次部署"},
     {R"(To try everything without an account, start the sandbox: it simulates all other systems on this
machine, with an example application.

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox deploy -e try --create --dry-run
    chatops --profile sandbox deploy -e try --create --yes
    chatops --profile sandbox env show try

The first deployment of an environment uses the newest version of every component. The plan
printed before the question shows what is running and what will change. `export
CHATOPS_PROFILE=sandbox` saves typing `--profile sandbox`; `chatops sandbox stop` stops it.

# On your own project

A file `chatops.yaml` next to the chart describes the application: components, chart, values,
pipeline. `config init` creates a first one from what it finds in the folder; `auth login` checks
and saves your token; `doctor` tells what is still missing.

    chatops auth login coding
    chatops config init --dry-run
    chatops config check
    chatops doctor
    chatops artifact list
    chatops deploy -e s42 --create --iteration 42 --dry-run

`config check` lists every error with file, line and column. `--dry-run` reads everything and
changes nothing; once the plan looks right, run the command without it.

Next: `chatops help environments`, `chatops help selection`, `chatops help configuration`.)",
      R"(没有账号也能试用：启动沙箱，它在本机模拟所有外部系统，并附带一个示例应用。

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox deploy -e try --create --dry-run
    chatops --profile sandbox deploy -e try --create --yes
    chatops --profile sandbox env show try

环境的第一次部署取每个组件的最新版本。询问之前显示的计划列出当前运行的内容和将发生的变化。
`export CHATOPS_PROFILE=sandbox` 可省去 `--profile sandbox`；`chatops sandbox stop` 停止沙箱。

# 用于自己的项目

Chart 旁的 `chatops.yaml` 说明应用由什么组成：组件、Chart、values、流水线。
`config init` 根据目录中的内容生成初稿；`auth login` 验证并保存令牌；`doctor` 指出还缺什么、怎么办。

    chatops auth login coding
    chatops config init --dry-run
    chatops config check
    chatops doctor
    chatops artifact list
    chatops deploy -e s42 --create --iteration 42 --dry-run

`config check` 列出每个错误的文件、行、列。`--dry-run` 只读取、不改动：计划正确后去掉它即可。

接下来：`chatops help environments`、`chatops help selection`、`chatops help configuration`。)"}},
    {"troubleshooting",
     {"what to do when something goes wrong", "出现问题时怎么办"},
     {R"(Every error says what failed, why, and what to try. These four commands usually tell the rest:

    chatops doctor
    chatops config check
    chatops env show s42 --no-wait
    chatops iteration list --verbose

The first checks the whole setup, the second finds errors in files, the third shows what is
running and why the last deployment failed, the fourth shows every request to other systems with
its answer and duration; `--trace` also shows headers and bodies. None of them shows secrets.

# Common problems

"nothing to deploy" :: the environment already runs the selection; `--force` deploys anyway
"waiting for" a branch :: the branch has no build yet; its build is linked. The running version is
kept
exit code 4 :: the token is missing, expired or lacks a scope; see `chatops auth status`
exit code 6 :: somebody else came first, or an environment is to be deleted while it is being
deployed; look with `chatops env show`, then try again
exit code 8 :: the deployment is still running; watch it again with `chatops env show`
exit code 9 :: a system does not answer; try again with `--verbose`. Proxies are read from
HTTPS_PROXY and NO_PROXY, certificate authorities from CHATOPS_CA_FILE
"it is not known whether" :: the answer to the start request was lost. Check the pipeline before
you use `--force`
a bad version :: `chatops rollback` returns to the last working revision

Ctrl-C only stops watching; a running deployment continues. `chatops config show` lists the file or
variable of each setting, which explains most surprises. If a killed program leaves the terminal in
a bad state, run `reset`.

Next: `chatops help output` lists the exit codes.)",
      R"(每个错误都会说明：是什么、为什么、可以怎么做。其余情况大多可用四条命令弄清：

    chatops doctor
    chatops config check
    chatops env show s42 --no-wait
    chatops iteration list --verbose

第一条全面检查并给出建议；第二条检查文件中的错误；第三条显示当前运行内容和上次部署失败的原因；
第四条显示对外部系统的每次请求、应答和用时，`--trace` 还显示头和内容。都不显示密钥。

# 常见情况与处理

“无需部署” :: 环境已经是所选内容；`--force` 仍然部署
“等待”某分支 :: 该分支还没有构建，见所附链接。原来运行的版本不变
退出码 4 :: 令牌缺失、过期或权限不足：`chatops auth status` 会说明是哪一个、来自哪里
退出码 6 :: 有人抢先一步，或要清理的环境正在部署：用 `chatops env show` 查看，稍后再试
退出码 8 :: 部署仍在继续：`chatops env show` 可继续跟踪
退出码 9 :: 外部系统没有应答：加 `--verbose` 再试；代理取自 HTTPS_PROXY 和 NO_PROXY，
证书取自 CHATOPS_CA_FILE
“无法确定是否已启动” :: 启动请求没有得到应答。使用 `--force` 之前先查看流水线
版本有问题 :: `chatops rollback` 回退到上次成功的修订版本

Ctrl-C 只是停止跟踪，已开始的部署会继续。`chatops config show` 列出每项设置来自哪个文件或变量，
多数意外由此可以解释。程序被强行终止后终端若显示异常，用 `reset` 恢复。

接下来：`chatops help output` 列出各退出码。)"}},
    {"words",
     {"glossary", "名词解释"},
     {R"(application :: everything that is deployed together: components, chart, values and pipeline;
described in `chatops.yaml`
component :: one deployable part: an image, and the repository and branch it is built from
artifact :: one built version of a component: tag, digest, branch, commit, build. The digest
identifies it; a tag can move
iteration :: a sprint of the tracker; it has at most one environment
environment :: a Kubernetes namespace with an address, and the selection for it
class :: a kind of environment, such as one per cloud vendor; it adds values and parameters
selection :: for every component and the chart: follow a branch, or pin a version
desired state :: what an environment is to be: selection, class and parameters. It changes at once;
deployments bring the environment to it
deployment :: one run of the pipeline for an environment: exact artifacts, chart, values and
parameters
revision :: the number of a deployment
values layers :: common values, then those of the class, then those of the environment; later
layers win
parameters :: what the pipeline is started with: namespace, domain and any others it has
waiting :: a component that follows a branch without a build yet; it keeps its version
set aside :: a version that a deployment failed with; nothing automatic deploys it again
profile :: a named part of your configuration: systems and credentials

Next: `chatops help environments`, `chatops help selection`.)",
      R"(应用（application） :: 一起部署的整体：组件、Chart、values、流水线；写在 `chatops.yaml` 中
组件（component） :: 可独立部署的部分：镜像，以及构建它的仓库和分支
制品（artifact） :: 组件的一个构建版本：标签、摘要、分支、提交、构建。摘要是它的身份，标签可以移动
迭代（iteration） :: 项目管理中的迭代，最多拥有一个环境
环境（environment） :: 一个 Kubernetes 命名空间和一个访问地址，以及为它选择的内容
类别（class） :: 环境的种类，例如每家云厂商一种；附带 values 和参数
选择（selection） :: 对每个组件和 Chart：跟随某个分支，或固定在某个版本
期望状态（desired state） :: 环境应当成为的样子：选择、类别和参数。它立即改变，由部署使环境达到它
部署（deployment） :: 流水线为环境执行的一次运行：确定的制品、Chart、values 和参数
修订版本（revision） :: 部署的编号
values 层 :: 公共 values，然后是类别的，最后是环境的；后者优先
参数（parameters） :: 启动流水线所用：命名空间、域名及其他声明的参数
等待（waiting） :: 组件所跟随的分支还没有构建；原来运行的版本不变
搁置（set aside） :: 部署失败的版本；不会再自动部署
配置档（profile） :: 用户配置中有名称的一份：使用哪些系统、用什么凭据

接下来：`chatops help environments`、`chatops help selection`。)"}},
});

}  // namespace chatops::command::table

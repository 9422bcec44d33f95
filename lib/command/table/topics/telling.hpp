// Topics about what goes in and comes out: configuration, output, the sandbox.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto telling_topics = std::to_array<Topic>({
    {"configuration",
     {"settings, profiles and secrets", "设置、配置档与密钥"},
     {R"(Every setting can be an environment variable or an entry in a file.

    chatops config show
    chatops config check

The first shows where each setting comes from, the second lists every error with file, line and
column. Order of precedence: options, environment variables, the file, defaults.

# Your file

`$CHATOPS_CONFIG`, else `~/.config/chatops/config.yaml`. It is optional.

    profile: default
    profiles:
      default:
        coding:
          team: acme
          project: classroom
          token: {file: ~/.config/chatops/coding-token}

The profile is set by `--profile NAME`, else CHATOPS_PROFILE, else `profile:` in the file.

# Secrets

Secrets are never written in that file and never given as options. The simplest way is to let
chatops check and save them, in the system keyring if available:

    chatops auth login coding
    chatops auth status

The variable CHATOPS_CODING_TOKEN takes precedence, then the profile: `{env: NAME}`,
`{file: PATH}` (must not be readable by others) or `{command: [PROGRAM, ARGUMENT]}`.

# The application

`--app`, else CHATOPS_APP, else the `chatops.yaml` in this folder or one above it. In other
folders, a file `.chatops.yaml` with the line `application: GIT-URL#PATH@REF` points to it.

Next: `chatops help troubleshooting`. All keys: docs/reference/configuration.md)",
      R"(每项设置都可以用环境变量给出，也可以写入文件。

    chatops config show
    chatops config check

前者显示每项设置的来源，后者列出每个错误的文件、行、列。
优先级从高到低：选项、环境变量、文件、默认值。

# 用户配置文件

`$CHATOPS_CONFIG`，否则 `~/.config/chatops/config.yaml`；可以没有。

    profile: default
    profiles:
      default:
        coding:
          team: acme
          project: classroom
          token: {file: ~/.config/chatops/coding-token}

使用哪个配置档（profile）依次取 `--profile NAME`、CHATOPS_PROFILE、文件中的 `profile:`。

# 密钥

密钥不写在该文件里，也不作为选项。最简单的方式是让 chatops 验证后保存，系统密钥环可用时存入其中：

    chatops auth login coding
    chatops auth status

优先于此的是变量 CHATOPS_CODING_TOKEN，其次是配置档中写明的来源：`{env: NAME}`、
`{file: PATH}`（他人可读则拒绝）或 `{command: [PROGRAM, ARGUMENT]}`。

# 应用

依次取 `--app`、CHATOPS_APP、当前目录或上级目录中的 `chatops.yaml`。
在其他目录放一个 `.chatops.yaml` 文件，写一行 `application: GIT-URL#PATH@REF` 即可指向应用。

接下来：`chatops help troubleshooting`。全部设置见 docs/reference/configuration.md)"}},
    {"output",
     {"formats, JSON, exit codes, color, language", "输出格式、JSON、退出码、颜色、语言"},
     {R"(Results go to standard output, everything else to standard error. Questions are only asked in a
terminal.

    chatops env list -o json
    chatops artifact list chat -o name
    chatops deploy -e s42 --dry-run -o yaml

table :: columns for people (default), cut to the width of the terminal
wide :: more columns
json, yaml :: one document with `schema_version` and `kind`; fields are added, never renamed
name :: only names, one per line

Errors are documents, too: `error.reason` is a fixed code for scripts, `error.message` and
`error.hint` are for people.

# Exit codes

0 :: success, or nothing to do
1 :: failed
2 :: wrong usage: a command, a file or a value
3 :: not found
4 :: credentials missing, expired or wrong
5 :: not allowed, or not confirmed
6 :: conflict: in use, or changed by someone else
7 :: timed out
8 :: not finished, or outcome not known yet
9 :: another system does not answer, or answers unexpectedly
70 :: bug in chatops
130 :: Ctrl-C; a running deployment continues

# Color and language

Tables are cut to COLUMNS, else to the width of the terminal; other formats are never cut.
Colors are only used in a terminal; `--no-color`, NO_COLOR and TERM=dumb turn them off,
CLICOLOR_FORCE=1 turns them on. The language is English or Chinese, from `--lang`, else
CHATOPS_LANG, the profile, the locale. CHATOPS_PAGER sets a pager for long help, such as `less`.

    chatops env list --no-color --lang zh

`--quiet` prints only results, `--verbose` also shows every request to other systems.

Next: docs/reference/json.md lists the fields of every document.)",
      R"(结果写到标准输出，其余写到标准错误。没有终端时不会询问。

    chatops env list -o json
    chatops artifact list chat -o name
    chatops deploy -e s42 --dry-run -o yaml

table :: 供人阅读的表格（默认），按终端宽度截断
wide :: 更多列
json, yaml :: 一个文档，含 `schema_version` 和 `kind`；字段只增加，不改名
name :: 只有名称，每行一个

错误也是文档：`error.reason` 是供脚本使用的固定代码，
`error.message` 和 `error.hint` 供人阅读。

# 退出码

0 :: 成功，或无需操作
1 :: 失败
2 :: 命令、文件或取值有误
3 :: 没有找到
4 :: 凭据缺失、过期或错误
5 :: 不允许，或没有确认
6 :: 冲突：被占用，或已被他人修改
7 :: 超时
8 :: 尚未结束，或结果未知
9 :: 外部系统没有应答，或应答异常
70 :: chatops 自身的缺陷
130 :: Ctrl-C；已开始的部署会继续

# 颜色与语言

表格按 COLUMNS 或终端的宽度截断；其他格式不截断。
颜色只用于终端；`--no-color`、NO_COLOR、TERM=dumb 关闭颜色，CLICOLOR_FORCE=1 强制开启。
语言为中文或英文，依次取 `--lang`、CHATOPS_LANG、配置档、系统语言。
CHATOPS_PAGER 指定长帮助的分页程序，例如 `less`。

    chatops env list --no-color --lang zh

`--quiet` 只输出结果，`--verbose` 还显示对外部系统的每次请求。

接下来：docs/reference/json.md 列出每种文档的字段。)"}},
    {"sandbox",
     {"learn and try without an account", "没有账号也能学习和试用"},
     {R"(The sandbox simulates all other systems on one port of this machine: CODING, an image registry,
charts, git, a build machine and a CD engine, with an example application, an online classroom.
Nothing leaves this machine.

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox artifact list
    chatops --profile sandbox deploy -e try --create --yes
    chatops sandbox status

`--write-profile` adds the profile `sandbox` to your configuration; nothing else is changed.
`env show` prints the address of an environment. A push to a repository of the sandbox starts a
build. `--speed 20` makes its pipelines run faster.

    chatops sandbox stop

stops it and keeps its data; `--forget` also deletes the data.

Next: `chatops help quickstart`. Faults and the control API: docs/reference/sandbox.md)",
      R"(沙箱在本机的一个端口上模拟 chatops 使用的各个系统：CODING、镜像仓库、Chart、Git、构建机和持续部署引擎，
并附带一个示例应用“在线教室”。不访问外网。

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox artifact list
    chatops --profile sandbox deploy -e try --create --yes
    chatops sandbox status

`--write-profile` 在用户配置中添加配置档 `sandbox`，不影响其他内容。
环境的访问地址见 `env show`。向沙箱中的仓库推送代码会触发构建。`--speed 20` 让流水线更快。

    chatops sandbox stop

停止沙箱并保留数据；`--forget` 同时删除数据。

接下来：`chatops help quickstart`。故障注入与控制接口见 docs/reference/sandbox.md)"}},
});

}  // namespace chatops::command::table

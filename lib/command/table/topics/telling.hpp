// Topics about what goes in and comes out: configuration, output, the sandbox.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto telling_topics = std::to_array<Topic>({
    {"configuration",
     {"where settings come from; profiles; secrets", "设置的来源、配置文件与密钥"},
     {R"(Every setting can be an environment variable; what is said often goes into a file.

    chatops config show
    chatops config check

The first names the origin of every setting, the second every mistake with file, line and column.
Strongest first: options, environment variables, the file, defaults.

# Your file

`$CHATOPS_CONFIG`, else `~/.config/chatops/config.yaml`. It may be missing.

    profile: default
    profiles:
      default:
        coding:
          team: acme
          project: classroom
          token: {file: ~/.config/chatops/coding-token}

A profile is chosen by `--profile NAME`, else CHATOPS_PROFILE, else `profile:` of the file.

# Secrets

They never stand in that file and are never options. The simplest way is to let chatops keep them,
in the system's keyring where there is one; they are tried first:

    chatops auth login coding
    chatops auth status

Stronger are the variable CHATOPS_CODING_TOKEN, then what the profile names: `{env: NAME}`,
`{file: PATH}` (refused when others may read it) or `{command: [PROGRAM, ARGUMENT]}`.

# The application

`--app`, else CHATOPS_APP, else the `chatops.yaml` of this folder or of one above it. A pointer
file `.chatops.yaml` with one line, `application: GIT-URL#PATH@REF`, makes it known elsewhere.

Next: `chatops help troubleshooting`. All keys: docs/reference/configuration.md)",
      R"(每项设置都可以用环境变量给出，常用的写入文件。

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

使用哪一份（profile）依次取 `--profile NAME`、CHATOPS_PROFILE、文件中的 `profile:`。

# 密钥

密钥不写在该文件里，也不作为选项。最简单的方式是让 chatops 试用后保存，有系统密钥环时存入其中：

    chatops auth login coding
    chatops auth status

优先于此的是变量 CHATOPS_CODING_TOKEN，其次是配置中写明的来源：`{env: NAME}`、
`{file: PATH}`（他人可读则拒绝）或 `{command: [PROGRAM, ARGUMENT]}`。

# 应用

依次取 `--app`、CHATOPS_APP、当前目录或上级目录中的 `chatops.yaml`。
在其他目录放一个指针文件 `.chatops.yaml`，写一行 `application: GIT-URL#PATH@REF` 即可找到应用。

接下来：`chatops help troubleshooting`。全部设置见 docs/reference/configuration.md)"}},
    {"output",
     {"formats, JSON, exit codes, colour, language", "输出格式、JSON、退出码、颜色、语言"},
     {R"(Results go to standard output, everything else to standard error. Without a terminal nothing
is asked.

    chatops env list -o json
    chatops artifact list chat -o name
    chatops deploy -e s42 --dry-run -o yaml

table :: columns for people (the default)
wide :: more columns
json, yaml :: one document with `schema_version` and `kind`; members are added, never renamed
name :: what identifies each thing, one a line

An error is a document too: `error.reason` is one of a closed list of words for scripts,
`error.message` and `error.hint` are for people.

# Exit codes

0 :: done, or there was nothing to do
1 :: it was tried and did not work
2 :: the words, a file or a value are wrong
3 :: what was named does not exist
4 :: no, an expired or a wrong credential
5 :: not allowed, or not confirmed
6 :: something else holds it or came first
7 :: the deadline passed
8 :: not finished, or its outcome is not known yet
9 :: an outside system does not answer, or answers oddly
70 :: a defect of chatops
130 :: Ctrl-C; a deployment that had begun goes on

# Colour and language

Colour only goes to a terminal; `--no-color`, NO_COLOR and TERM=dumb turn it off,
CLICOLOR_FORCE=1 turns it on. The language is that of `--lang`, else CHATOPS_LANG, the profile,
the locale: English or Chinese. CHATOPS_PAGER names a program that shows long help, such as `less`.

    chatops env list --no-color --lang zh

`--quiet` prints results only, `--verbose` also every call to an outside system.

Next: docs/reference/json.md names the members of every document.)",
      R"(结果写到标准输出，其余写到标准错误。没有终端时不会询问。

    chatops env list -o json
    chatops artifact list chat -o name
    chatops deploy -e s42 --dry-run -o yaml

table :: 供人阅读的表格（默认）
wide :: 更多列
json, yaml :: 一个文档，含 `schema_version` 和 `kind`；成员只增加，不改名
name :: 每行一个标识

错误也是文档：`error.reason` 是供脚本使用的固定代码，
`error.message` 和 `error.hint` 供人阅读。

# 退出码

0 :: 完成，或无需操作
1 :: 已尝试但没有成功
2 :: 命令、文件或取值有误
3 :: 所指的对象不存在
4 :: 凭据缺失、过期或错误
5 :: 不允许，或没有确认
6 :: 被占用，或已有别人在先
7 :: 超过期限
8 :: 尚未结束，或结果未知
9 :: 外部系统没有应答或应答异常
70 :: chatops 自身的缺陷
130 :: Ctrl-C；已开始的部署会继续

# 颜色与语言

颜色只用于终端；`--no-color`、NO_COLOR、TERM=dumb 关闭颜色，CLICOLOR_FORCE=1 强制开启。
语言依次取 `--lang`、CHATOPS_LANG、配置、系统语言：中文或英文。
CHATOPS_PAGER 指定显示长帮助的程序，例如 `less`。

    chatops env list --no-color --lang zh

`--quiet` 只输出结果，`--verbose` 还显示对外部系统的每次调用。

接下来：docs/reference/json.md 列出每种文档的成员。)"}},
    {"sandbox",
     {"learn and try without an account", "没有账号也能学习和试用"},
     {R"(The sandbox simulates what chatops works with on one loopback port: CODING, an image registry,
charts, git, a build machine and a CD engine, with the example application, an online classroom.
Nothing leaves this machine.

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox artifact list
    chatops --profile sandbox deploy -e try --create --yes
    chatops sandbox status

`--write-profile` writes the profile `sandbox` into your configuration; nothing else uses it.
An environment answers at the address that `env show` prints. A push to a repository of the
sandbox starts a build there. `--speed 20` makes its pipelines run faster.

    chatops sandbox stop

ends it and keeps its world; `--forget` deletes the world as well.

Next: `chatops help quickstart`. Faults and the control API: docs/reference/sandbox.md)",
      R"(沙箱在本机的一个端口上模拟 chatops 使用的各个系统：CODING、镜像仓库、Chart、Git、构建机和持续部署引擎，
并附带一个示例应用“在线教室”。不访问外网。

    chatops sandbox start --write-profile
    chatops --profile sandbox iteration list
    chatops --profile sandbox artifact list
    chatops --profile sandbox deploy -e try --create --yes
    chatops sandbox status

`--write-profile` 把名为 `sandbox` 的一份写入用户配置，不影响其他内容。
环境的访问地址见 `env show`。向沙箱中的仓库推送代码会触发构建。`--speed 20` 让流水线更快。

    chatops sandbox stop

停止沙箱并保留数据；`--forget` 同时删除数据。

接下来：`chatops help quickstart`。故障注入与控制接口见 docs/reference/sandbox.md)"}},
});

}  // namespace chatops::command::table

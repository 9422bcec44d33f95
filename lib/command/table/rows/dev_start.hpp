// The row of `dev start`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace dev_start_parts {
inline constexpr auto words = std::to_array<Positional>({{"COMPONENT", Kind::component, false}});

inline constexpr auto options = std::to_array<Option>(
    {{"image",
      0,
      Kind::text,
      "IMAGE",
      {"image to develop in (the component's own)", "开发镜像（默认使用组件自身的镜像）"}},
     {"root",
      0,
      Kind::text,
      "DIR",
      {"directory of the container that is synced (where its program runs)",
       "容器中同步的目录（默认为其工作目录）"}},
     {"container",
      0,
      Kind::text,
      "NAME",
      {"container of the pod (the one with the component's image)",
       "Pod 中的容器（默认为使用组件镜像的容器）"}},
     {"variable",
      0,
      Kind::key_value,
      "NAME=VALUE",
      {"set a variable; may be repeated", "设置环境变量，可重复"},
      true},
     {"take-over",
      0,
      Kind::none,
      "",
      {"where somebody else has it, ask them to hand it over, for five minutes at most",
       "组件由他人使用时，请求对方移交，最多等待五分钟"}},
     {"new",
      0,
      Kind::none,
      "",
      {"the component is in no chart yet: make a Deployment and a Service of that name",
       "该组件尚未纳入 Chart：以此名称新建 Deployment 和 Service"}},
     {"port",
      0,
      Kind::text,
      "N",
      {"with --new, a port of its Service; may be repeated",
       "与 --new 同用：Service 的端口，可重复"},
      true},
     timeout_option});

inline constexpr auto examples = std::to_array<Example>(
    {{"chatops dev start chat --image registry.example/dev/php:8 --root /var/www",
      {"in the environment of this folder", "在当前目录对应的环境中"}},
     {"chatops dev start chat -e s42 --variable APP_DEBUG=1",
      {"with a variable of its own", "附带一个环境变量"}},
     {"chatops dev start mailer --new --image registry.example/dev/node:20 --port 8025 -e s42",
      {"one that is in no chart yet", "尚未纳入 Chart 的组件"}}});
}  // namespace dev_start_parts

inline constexpr Command dev_start_row{
    .path = "dev start",
    .summary = {"Put a component of an environment into dev mode", "让环境中的组件进入开发模式"},
    .details =
        {R"(One pod of it then runs the image to develop in, idle, with the component's environment, volumes and rights:
no command of its own, no probes. `dev sync` brings your directory into it. The workload keeps a record of what was
changed, so that `dev end` puts everything back exactly; a session that nobody renews runs out after ten minutes, and anybody may end it.
Begun again it is taken up, and shaped anew where a deployment came between.
With `--new` nothing of the component runs yet: a Deployment and, with `--port`, a Service of that name are made beside the others,
in dev mode from the beginning, and `dev end` takes exactly them away.
With `--take-over` the person who has it is asked, in the group and by `dev status`: their `dev end` hands it over, their `dev keep` keeps it, and
so does their silence.)",
         R"(该组件只运行一个 Pod，使用开发镜像并保持空闲，保留原有的环境变量、存储卷和权限，不执行原命令，也没有探针。
`dev sync` 把本地目录同步进去。工作负载自身记录了改动，因此 `dev end` 能精确恢复；无人续期的会话十分钟后到期，任何人都可以结束它。
再次执行则继续原会话；期间若有部署，会重新套用开发形态。
`--new` 用于尚不存在的组件：以该名称新建 Deployment（指定 `--port` 时还有 Service），一开始就处于开发模式，`dev end` 只删除它们。
`--take-over` 会在群里并通过 `dev status` 询问当前使用者：对方执行 `dev end` 即移交，执行 `dev keep` 则保留，不作答也视为保留。)"},
    .positionals = dev_start_parts::words,
    .options = dev_start_parts::options,
    .examples = dev_start_parts::examples,
    .mutates = true,
    .right = Right::deploy,
    .where = Where::local,
    .takes_environment = true,
    .see_also = "dev sync, dev status, dev keep, dev end"};

}  // namespace chatops::command::table

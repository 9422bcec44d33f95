// The row of `doctor`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace doctor_parts {
inline constexpr auto words = std::to_array<Positional>({{"PART", Kind::check, false}});

inline constexpr auto options = std::to_array<Option>(
    {{"pull",
      0,
      Kind::environment,
      "ENV",
      {"also pull an image of each registry where ENV runs: by pods that run nothing and are "
       "removed "
       "again",
       "同时在 ENV 所在处从每个仓库实际拉取一个镜像：所用 Pod 不运行任何程序，随后删除"}},
     {"server-config",
      0,
      Kind::file,
      "FILE",
      {"also check what `serve --config FILE` would find (default: server.yaml beside your "
       "configuration, if it is there)",
       "同时检查 `serve --config FILE` 启动时的情况（默认：配置文件旁的 server.yaml，存在时）"}}});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops doctor", {"is everything set up?", "检查一切是否就绪"}},
    {"chatops doctor --server-config server.yaml",
     {"also the server, before it is started", "服务器启动之前"}},
    {"chatops doctor kube",
     {"the clusters: permissions, webhooks, ingress, pulls",
      "只检查集群：权限、Webhook、Ingress、镜像拉取"}},
    {"chatops doctor kube --pull s42",
     {"can its cluster pull from our registries?", "集群能否从我们的仓库拉取镜像？"}},
    {"chatops doctor dev --pull s42",
     {"would it take dev mode: quota, policies, the images to develop in",
      "能否进入开发模式：配额、准入策略、开发镜像"}},
    {"chatops doctor -o json", {"for a bug report", "用于报告问题"}},
});
}  // namespace doctor_parts

inline constexpr Command doctor_row{
    .path = "doctor",
    .summary = {"Check the whole setup, and suggest fixes", "全面检查，并给出建议"},
    .details =
        {R"(Checks your configuration, the application, the state file, every other system (DNS, connection,
TLS, answer, clock), the permissions of the tokens, the pipeline, proxies and programs, all at once,
within ten seconds. Changes nothing, but for pods of `--pull`, which go again. Exits with 1 if there is a problem.

PART is one of the checks, as `-o json` names them; `kube` is all that looks into the clusters: version and clock, permissions
(with a role to apply where some are missing), webhooks that nobody answers for, ingress classes, the environments' domain, and
whether images of your registry were pulled lately. `dev` is what dev mode needs; with `--pull ENV` the cluster is asked, by dry runs, what it
would refuse of each component with a `dev:` there (quota, limits, policies), and the images to develop in are pulled.)",
         R"(检查配置、应用、状态文件、各外部系统（域名、连接、TLS、应答、时钟）、令牌权限、流水线、代理和所需程序；同时进行，十秒内完成。不做任何改动（`--pull` 的临时 Pod 除外，随后删除）。有问题时退出码为 1。

PART 为其中一项检查（名称见 `-o json`）；`kube` 包含与集群有关的全部检查：版本与时钟、权限（缺少时给出可直接应用的角色）、无人应答的准入 Webhook、
Ingress 类别、环境域名，以及近期是否拉取过你的仓库中的镜像。`dev` 为开发模式所需；加上 `--pull ENV` 时，对每个有 `dev:` 的组件试运行（dry run），
说明集群会拒绝什么（配额、限制、准入策略），并拉取开发镜像。)"},
    .positionals = doctor_parts::words,
    .options = doctor_parts::options,
    .examples = doctor_parts::examples,
    .where = Where::local,
    .see_also = "config check, auth status, troubleshooting"};

}  // namespace chatops::command::table

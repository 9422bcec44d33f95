// The row of `sandbox start`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace sandbox_start_parts {
inline constexpr auto options = std::to_array<Option>({
    {"port",
     0,
     Kind::text,
     "PORT",
     {"port to listen on (any free one)", "监听端口（默认任意空闲端口）"}},
    directory_option,
    {"write-profile",
     0,
     Kind::none,
     "",
     {"add the profile `sandbox` to your configuration", "在用户配置中添加配置档 sandbox"}},
    {"kubeconfig",
     0,
     Kind::file,
     "FILE",
     {"deploy to this Kubernetes cluster (needs --helm and --ingress)",
      "部署到该 Kubernetes（需 --helm 和 --ingress）"}},
    {"helm",
     0,
     Kind::file,
     "PROGRAM",
     {"helm program for its pipelines", "流水线使用的 helm 程序"}},
    {"pull-host",
     0,
     Kind::text,
     "HOST:PORT",
     {"address from which the cluster pulls images", "集群拉取镜像的地址"}},
    {"ingress",
     0,
     Kind::text,
     "URL",
     {"address of the ingress of the cluster", "集群中各环境的访问地址"}},
    {"cd",
     0,
     Kind::text,
     "apply|helm",
     {"how charts are deployed: `helm template` and apply (apply), or `helm upgrade`",
      "Chart 的部署方式：`helm template` 后 apply（apply），或 `helm upgrade`"}},
    {"quirks",
     0,
     Kind::text,
     "on|off",
     {"odd types and orders, as CODING has them (on)", "模仿 CODING 的类型和顺序怪癖（on）"}},
    {"auth-status",
     0,
     Kind::text,
     "200|401",
     {"HTTP status of a refused token (200)", "令牌被拒绝时的 HTTP 状态码（200）"}},
    {"rate-limit",
     0,
     Kind::text,
     "N",
     {"calls in any second per action, 0 = no limit (30)",
      "每个接口每秒的调用次数，0 = 不限（30）"}},
    {"page-size",
     0,
     Kind::text,
     "N",
     {"refuse longer pages; 0 = shorten them (0)", "拒绝更长的分页；0 = 自动截短（0）"}},
    {"speed", 0, Kind::text, "FACTOR", {"speed of its pipelines (1)", "流水线速度倍数（1）"}},
});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops sandbox start --write-profile",
     {"one command; then use --profile sandbox", "一条命令；之后用 --profile sandbox"}},
    {"chatops sandbox start --speed 20",
     {"with fast pipelines; if it is already running, shows its address",
      "以较快的流水线启动；已在运行则显示地址"}},
});
}  // namespace sandbox_start_parts

inline constexpr Command sandbox_start_row{
    .path = "sandbox start",
    .summary = {"Start the sandbox", "启动沙箱"},
    .details =
        {R"(Simulates CODING, an image registry, a chart repository, a git host, a build machine and a CD
engine on this machine, with the example application of the manual. Nothing leaves this machine.
More: `chatops help sandbox`)",
         R"(在本机模拟 CODING、镜像仓库、Chart 仓库、Git、构建机和持续部署引擎，附带手册中的示例应用。不访问外网。
详见 `chatops help sandbox`)"},
    .options = sandbox_start_parts::options,
    .examples = sandbox_start_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "sandbox status, sandbox stop, quickstart"};

}  // namespace chatops::command::table

// The labels of what is seen in clusters; part of the catalogue's labels.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "render/catalogue/catalogue.hpp"

namespace chatops::render {

inline constexpr auto cluster_labels = std::to_array<Label>({
    {"check.kube", {"cluster", "集群"}},
    {"check.dev", {"permissions for dev mode", "开发模式所需权限"}},
    {"check.dev_start", {"dev mode of components", "组件的开发模式"}},
    {"check.dev_images", {"images to develop in", "开发镜像"}},
    {"check.kube_rights", {"permissions in the cluster", "集群权限"}},
    {"check.kube_admission", {"admission webhook", "准入 Webhook"}},
    {"check.kube_ingress", {"ingress class", "Ingress 类别"}},
    {"check.kube_domain", {"domain of environments", "环境域名"}},
    {"check.kube_pulls", {"images in the cluster", "集群中的镜像"}},
    {"diff.added", {"added", "新增"}},
    {"diff.changed", {"changed", "变更"}},
    {"diff.removed", {"removed", "移除"}},
    {"empty.diff", {"Nothing would change in {environment}.", "{environment} 不会有任何变化。"}},
    {"object", {"OBJECT", "对象"}},
    {"count", {"COUNT", "次数"}},
    {"message", {"MESSAGE", "消息"}},
    {"empty.events",
     {"Nothing happened to {environment} lately, as far as its cluster remembers.",
      "就集群的记录来看，{environment} 近期没有事件。"}},
    {"phrase.logs_joined",
     {"A container of {component} ended; its logs go on with {pod}.",
      "{component} 的容器已结束，日志接着来自 {pod}。"}},
    {"phrase.forward_listening",
     {"127.0.0.1:{local} -> {component}:{remote}  ({pod})",
      "127.0.0.1:{local} -> {component}:{remote}（{pod}）"}},
    {"phrase.forward_replaced",
     {"The pod was replaced; new connections go to {pod}.", "Pod 已被替换，新连接转到 {pod}。"}},
    {"phrase.forward_waiting",
     {"{pod} is gone; waiting until another pod of {component} is ready.",
      "{pod} 已消失，正在等待 {component} 的其他 Pod 就绪。"}},
    {"phrase.forward_failed",
     {"A connection to port {remote} failed[: {message}]",
      "到端口 {remote} 的连接失败[：{message}]"}},
});

}  // namespace chatops::render

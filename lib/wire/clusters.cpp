// Kubeconfig to client.
// SPDX-License-Identifier: Apache-2.0
#include "wire/clusters.hpp"

#include "kube/client.hpp"
#include "kube/kubeconfig.hpp"

namespace chatops::wire {

Known<kube::Api*> Clusters::of(const core::ClusterAccess& cluster) {
  const std::lock_guard lock(mutex_);
  const Key key{cluster.kubeconfig, cluster.context, cluster.in_cluster};
  if (const auto found = made_.find(key); found != made_.end()) return found->second.get();
  const Variables& variables = system_.variables;
  const auto access = cluster.in_cluster
                          ? kube::in_cluster(variables)
                          : kube::find_access(variables, cluster.kubeconfig, cluster.context);
  if (!access) return unknown(access.error());
  auto made = kube::make_client(system_, http_(), *access, cluster.name);
  return made_.emplace(key, std::move(made)).first->second.get();
}

void Clusters::watch(std::function<void(const std::string& ns)> changed) {
  {
    const std::lock_guard lock(telling_);
    changed_ = std::move(changed);
  }
  const std::lock_guard lock(mutex_);
  watches_ = true;
}

void Clusters::tell_nobody() {
  const std::lock_guard lock(telling_);
  changed_ = nullptr;
}

kube::Watched* Clusters::watched(kube::Api& api) {
  const std::lock_guard lock(mutex_);
  if (!watches_) return nullptr;
  auto& made = watched_[&api];
  if (!made) {
    made = std::make_unique<kube::Watched>(system_, api, [this](const std::string& ns) {
      const std::shared_lock telling(telling_);
      if (changed_) changed_(ns);
    });
  }
  return made.get();
}

}  // namespace chatops::wire

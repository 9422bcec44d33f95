// The clusters there are, each reached by one client however many ask, and watched by one watcher.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <tuple>

#include "base/system.hpp"
#include "core/application.hpp"
#include "kube/api.hpp"
#include "kube/watched.hpp"
#include "net/client.hpp"

namespace chatops::wire {

/// Thread-safe.
class Clusters {
 public:
  /// `http` is made when a cluster is asked for the first time, and outlives this.
  Clusters(System system, std::function<net::Client&()> http)
      : system_(system), http_(std::move(http)) {}

  /// Without a context the kubeconfig's current one, or a pod's own cluster. What it is, is read
  /// once; a failure is not remembered, because it may be mended while a server runs.
  /// context_not_found, kubeconfig_invalid and what reading files may fail with.
  Known<kube::Api*> of(const core::ClusterAccess& access);

  /// From now on what runs in a cluster is known by watching it, from the first time that somebody
  /// asks. `changed`: in the namespace, of those that were asked for, something has; it does not
  /// block, and runs on a thread of its own.
  void watch(std::function<void(const std::string& ns)> changed);
  /// Nobody is told any more, and nobody is being told when this returns.
  void tell_nobody();
  /// What of() has answered, watched; null where nothing is.
  kube::Watched* watched(kube::Api& api);

 private:
  using Key = std::tuple<std::string, std::string, bool>;  ///< kubeconfig, context, in_cluster

  System system_;
  std::function<net::Client&()> http_;
  std::mutex mutex_;  ///< guards made_
  std::map<Key, std::unique_ptr<kube::Api>> made_;
  std::shared_mutex telling_;  ///< guards changed_
  std::function<void(const std::string& ns)> changed_;
  bool watches_ = false;                                          ///< guarded by mutex_, as is
  std::map<kube::Api*, std::unique_ptr<kube::Watched>> watched_;  ///< ends before its clients do
};

}  // namespace chatops::wire

// What environments really run: the port of core/cluster.hpp on the clusters there are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/cluster.hpp"
#include "kube/api.hpp"

namespace chatops::kube {

/// The cluster of a name, or why it cannot be reached (unknown_cluster, or what is wrong with its
/// kubeconfig). What it answers outlives the port; it is asked from any thread.
using ClusterOf = std::function<Known<Api*>(const std::string& name)>;

class Watched;
/// Where that cluster is watched; null = it is not. Asked from any thread.
using WatchedOf = std::function<Watched*(Api& api)>;

/// `clock` outlives it.
std::unique_ptr<core::Clusters> make_clusters(ClusterOf cluster_of, const Clock& clock,
                                              WatchedOf watched_of = {});

}  // namespace chatops::kube

// The engine `helm`: drives the real helm (3 and 4), which outlives whoever started it, and reads
// what became of it from the cluster, never by asking helm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/system.hpp"
#include "core/engine.hpp"
#include "core/ports.hpp"
#include "helm/preview.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// A cluster, as we reach it and as helm is told to.
struct Reached {
  kube::Api* api = nullptr;
  core::ClusterAccess access;
};

/// The cluster of a name, as environments have it ("" = the kubeconfig's current context), which
/// lives as long as the engine. Orders of before clusters had names, and what they started, name a
/// context. unknown_cluster, context_not_found, kubeconfig_invalid.
using ClusterOf = std::function<Known<Reached>(const Call& call, const std::string& cluster)>;

struct Parts {
  System system;
  core::ChartSource& charts;  ///< outlives the engine
  /// Where executions of this machine are kept, a folder each; made when needed, for us alone.
  std::string folder;
  ClusterOf cluster;
  ReadYaml read_yaml;             ///< of manifests
  std::string version_file = {};  ///< remembers helm's version; may be deleted at any time
};

/// An execution is a helm of this machine and the revision of the release that it makes. A start
/// whose answer was lost is always found, or known never to have begun. Taking an environment away
/// goes on while it is looked at: when helm has removed the release, whoever observes it deletes
/// the namespace, where that is provably the environment's (labels, epoch, uid), and it has
/// succeeded when that is gone.
///
/// A start is refused with: program_missing, helm_too_old, helm_odd, helm_storage_unsupported; why
/// the chart cannot be had, or digest_mismatch; namespace_foreign, namespace_ending, stale_epoch;
/// release_foreign; release_busy (a living helm is at it) and release_stuck (a dead one was, and
/// nobody has agreed yet to put it right); what the cluster says.
std::unique_ptr<core::DeployEngine> make_deploy_engine(Parts parts);

}  // namespace chatops::helm

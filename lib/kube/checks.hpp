// What `doctor` looks at in a cluster. Nothing is changed there: reviews are answered and not kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/finding.hpp"
#include "core/artifact.hpp"
#include "kube/api.hpp"

namespace chatops::kube {

/// One cluster that the application's environments live in, and what is to be done there.
struct ClusterToCheck {
  Api* api = nullptr;
  std::string name;                          ///< as environments name it; "" = the current context
  std::string context;                       ///< of the kubeconfig; "" = a pod's service account
  bool deploys = false;                      ///< helm works there with our credentials
  bool makes_namespaces = false;             ///< and each environment has a namespace of its own
  std::vector<core::ImageName> images;       ///< of the components
  std::vector<std::string> namespaces = {};  ///< of environments there, as far as they are known
};

/// Whether it answers, as what version, and how far its clock is from ours.
Findings check_reach(const Call& call, const ClusterToCheck& cluster, const Clock& clock);

/// What we may there. What is lacking is named, and a Role that has it all stands beside it as
/// text. Lacking for all namespaces and yet there in the context's own, it is a note.
Findings check_rights(const Call& call, const ClusterToCheck& cluster);

/// What dev mode needs there, told as by check_rights; never more than a note. Where environments
/// are known it is enough to have it in the namespaces of the first few.
Findings check_dev_rights(const Call& call, const ClusterToCheck& cluster);

/// Whether anything serves an Ingress.
Findings check_ingress_classes(const Call& call, const ClusterToCheck& cluster);

/// Webhooks that must be asked, and whose service has nobody to answer.
Findings check_admission(const Call& call, const ClusterToCheck& cluster);

/// Whether the cluster reaches the registries, as far as what it pulled lately tells: no pod is
/// started for it.
Findings check_pulls(const Call& call, const ClusterToCheck& cluster);

}  // namespace chatops::kube

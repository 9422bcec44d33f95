// How clusters are reached from this machine: `clusters` of the user's profile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "config/problems.hpp"
#include "config/profile.hpp"
#include "core/application.hpp"

namespace chatops::kube {

/// `clusters: NAME: {context, kubeconfig, in_cluster}`. A relative kubeconfig lies beside the
/// configuration file. Mistakes go to `problems`.
std::vector<core::ClusterAccess> read_profile(const config::Profile& profile,
                                              config::Problems& problems);

/// The access of that name: the user's own before the application's. Null: nobody said.
const core::ClusterAccess* find_cluster(std::string_view name,
                                        const std::vector<core::ClusterAccess>& own,
                                        const std::vector<core::ClusterAccess>& application);

}  // namespace chatops::kube

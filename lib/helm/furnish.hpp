// What an environment's own namespace is given beside its release: a quota, limits, a policy of who
// may reach it, the secret to pull images with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine.hpp"
#include "helm/section.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// There afterwards, as the settings say; what they say no more is removed where it is ours. Done
/// again, it changes nothing. pull_secret_unusable, or the cluster's refusal.
Result<void> furnish_namespace(const Call& call, kube::Api& api, const core::Order& order,
                               const Settings& settings);

}  // namespace chatops::helm

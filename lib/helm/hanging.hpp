// What of a release is being deleted and does not go.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// Of these objects those that a finalizer holds for longer than finalizers take anyway, as
/// "configmap/shop: example.com/backup", joined with "; "; "" = none, or none that can be seen.
/// `ns`: of those that name none.
std::string hanging_objects(const Call& call, kube::Api& api, const std::string& ns,
                            const std::vector<nlohmann::json>& objects, Instant now);

}  // namespace chatops::helm

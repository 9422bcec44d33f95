// How long a deployment will probably take: what the same stages took the last time it went well.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workflow/deploy.hpp"

namespace chatops::workflow {

struct Expectation {
  Millis total{};
  std::vector<std::pair<std::string, Millis>> stages;  ///< by name, in their order
};

/// From the environment's last successful deployment of the same kind (a teardown tells nothing of
/// an update) among its last 50. Nothing when there is none that tells its times, or no such
/// deployment.
std::optional<Expectation> expectation(Dependencies& deps, const DeploymentKey& key);

}  // namespace chatops::workflow

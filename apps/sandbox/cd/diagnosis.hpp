// Why a workload does not become ready, read from what the cluster says about its pods. Pure: JSON
// in, words out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace chatops::sandbox {

using Json = nlohmann::json;

struct Diagnosis {
  std::string cause;  ///< one line, the cause first
  std::string pod, container;
  bool wants_log = false;  ///< the container ended: the last lines it wrote say more
  bool final = false;      ///< waiting longer will not help
};

/// The rollout state of one Deployment or StatefulSet object: "" = done, else what is still
/// missing.
std::string rollout_missing(const Json& workload);
/// The first trouble among the pods of that workload (its newest ones), nothing while they are just
/// starting.
std::optional<Diagnosis> diagnose(const Json& workload, const Json& pods);

}  // namespace chatops::sandbox

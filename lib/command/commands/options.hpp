// Parts of requests that several commands share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace chatops::command {

/// How far a deploying command goes. Durations in milliseconds, 0 = no limit.
struct DeployOptions {
  bool yes = false;      ///< no confirmation needed
  bool dry_run = false;  ///< plan only
  bool wait = true;
  std::int64_t timeout_ms = 0;
  /// The revision of the card that was answered with yes; "" = not asked yet.
  std::string confirmed;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DeployOptions, yes, dry_run, wait, timeout_ms,
                                                confirmed)

struct VersionOverride {
  std::string component;        ///< "." = all that is built from the repository of this checkout
  std::string version, branch;  ///< exactly one of them
  std::string mode = {};        ///< "" = as the request says | pin | follow
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(VersionOverride, component, version, branch, mode)

}  // namespace chatops::command

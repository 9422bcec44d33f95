// The port of core/dev_mode.hpp on clusters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/system.hpp"
#include "core/dev_mode.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

struct ModeOptions {
  /// The cluster of a name; what it answers outlives the port.
  std::function<Known<kube::Api*>(const std::string& name)> cluster;
  std::string agent;         ///< the agent's program on this machine
  std::string state_folder;  ///< where syncs remember what was sent; made when needed
};

/// `system` outlives it. Thread-safe but for sync() and run(), which one thread calls.
std::unique_ptr<core::DevMode> make_dev_mode(System system, ModeOptions options);

}  // namespace chatops::dev

// Between two looks at a deployment: what its engine and its cluster tell by themselves ends the
// pause, so that its end and what keeps it from there are seen when they happen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/alarm.hpp"
#include "core/deployment.hpp"
#include "core/subscription.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// Used by one thread.
class Listening {
 public:
  explicit Listening(Dependencies& deps) : deps_(deps) {}
  /// Listens for the execution of this row from now on, where it has one.
  void listen(const core::Deployment& row);
  /// Until `until` at the latest; where nothing tells by itself, exactly until then. False =
  /// stopped.
  bool pause(Tick until, const std::stop_token& stop);

 private:
  Dependencies& deps_;
  Alarm alarm_;
  core::ExecutionRef execution_;
  std::unique_ptr<core::Subscription> engine_, cluster_;
};

}  // namespace chatops::workflow

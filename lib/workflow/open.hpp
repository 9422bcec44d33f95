// The deployments of an environment that are not finished: at most one that the engine was asked
// for, and behind it, or alone, at most one that waits to be started.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/store.hpp"

namespace chatops::workflow {

struct Open {
  std::optional<core::Deployment> asked;  ///< the engine has it, or nobody knows whether
  std::optional<core::Deployment> next;   ///< the newest of all; a newer one takes its place

  /// The newest of the two; null = everything is finished.
  const core::Deployment* newest() const;
};
Open open_deployments(core::Tx& tx, const std::string& application, const std::string& environment);

/// What is said of a deployment that may have been started, to whoever would start another:
/// deployment_unknown.
Error lost_before(const core::Deployment& lost);
/// deployment_running, `what` = the revision, `why` = its actor.
Error running_already(const core::Deployment& other);

/// A newer desired state takes its place before it was started, or although nobody knows whether it
/// was: superseded.
void skip(core::Tx& tx, core::Deployment row, Instant now);

}  // namespace chatops::workflow

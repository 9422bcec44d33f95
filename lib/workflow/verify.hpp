// Whether an execution that succeeded did what was asked of it. What the engine does not tell is
// unknown, and never taken for equal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/reason.hpp"
#include "core/application.hpp"
#include "core/deployment.hpp"
#include "core/ports.hpp"
#include "workflow/order.hpp"

namespace chatops::workflow {

struct Verified {
  /// artifacts_differ or parameters_differ; nothing = nothing told contradicts.
  std::optional<Reason> differs{};
  std::string how{};             ///< "NAME: WANTED > USED", comma separated; "" = nothing differs
  std::vector<Reason> untold{};  ///< artifacts_unverified, parameters_unverified
};

/// Compares the artifacts, and those parameters whose value nobody but we decide: namespace,
/// domain, release, chart version, component versions. A pipeline that finds no matching artifact
/// falls back to an older one without a word.
Verified verify(const core::Application& application, const core::Deployment& row,
                const Payload& payload, const core::Execution& execution);

/// What tells that this execution is not the one that was asked for, as "NAME: WANTED > USED";
/// "" = nothing does. Its key decides where it is told; else any parameter or artifact that was
/// brought and is not ours. An engine that takes two triggers for one answers with the first one's
/// execution, which must not pass for ours.
std::string not_ours(const core::Deployment& row, const Payload& payload,
                     const core::Execution& execution);

}  // namespace chatops::workflow

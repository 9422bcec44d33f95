// The queue before a pipeline. One that runs a single execution drops all but the newest of those
// that wait in the engine, so no second one is ever put there: whose turn it is, is decided here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/application.hpp"
#include "core/store.hpp"

namespace chatops::workflow {

/// Names the pipeline's queue, and the lease on asking it.
std::string queue_key(const core::Pipeline& pipeline);

/// The application's deployment whose turn it is: the one that the engine has or was asked for,
/// else the oldest that waits. One of which nobody knows what became of it has no turn, nor has
/// what waits behind it in its environment. When it has finished, the same question tells who is
/// next.
std::optional<core::DeploymentSummary> next_in_queue(core::Tx& tx, const std::string& application,
                                                     const core::Pipeline& pipeline);

}  // namespace chatops::workflow

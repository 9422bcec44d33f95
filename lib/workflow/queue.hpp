// The queue before an engine. One that runs a single execution drops all but the newest of those
// that wait in it, so no second one is ever put there: whose turn it is, is decided here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/engine.hpp"
#include "core/store.hpp"

namespace chatops::workflow {

/// What the deployment, which waits to start, waits for in its engine's queue: that of another
/// environment whose turn it is. Nothing = it is its own turn, or the engine runs several at once.
/// When that one has finished, Deployments::head_of() tells who is next.
std::optional<core::DeploymentSummary> in_front_of(core::Tx& tx, const core::Deployment& row,
                                                   const core::Order& order);

}  // namespace chatops::workflow

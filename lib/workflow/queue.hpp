// The queue before an engine. One that runs a single execution drops all but the newest of those
// that wait in it, so no second one is ever put there: whose turn it is, is decided here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/store.hpp"

namespace chatops::workflow {

/// The application's deployment whose turn it is in the queue (Order::queue): the one that the
/// engine has or was asked for, else the oldest that waits. One of which nobody knows what became
/// of it has no turn, nor has what waits behind another one of its environment, whatever that one's
/// queue. When it has finished, the same question tells who is next.
std::optional<core::DeploymentSummary> next_in_queue(core::Tx& tx, const std::string& application,
                                                     const std::string& queue);

}  // namespace chatops::workflow

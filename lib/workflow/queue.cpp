// The only place that knows how the head of a queue is found among rows.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/queue.hpp"

#include "core/environment_machine.hpp"
#include "workflow/open.hpp"

namespace chatops::workflow {

std::optional<core::DeploymentSummary> next_in_queue(core::Tx& tx, const std::string& application,
                                                     const std::string& queue) {
  std::optional<core::DeploymentSummary> oldest;
  for (core::DeploymentSummary& row : tx.deployments().queued(queue)) {
    if (row.application != application || row.status == core::DeploymentStatus::unknown) continue;
    if (!core::waits_to_start(row)) return std::move(row);
    // What its environment waits for may stand in another queue.
    if (!oldest && !open_deployments(tx, application, row.environment).asked)
      oldest = std::move(row);
  }
  return oldest;
}

}  // namespace chatops::workflow

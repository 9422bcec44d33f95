// The only place that knows how the head of a queue is found among rows.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/queue.hpp"

#include <set>

#include "core/environment_machine.hpp"

namespace chatops::workflow {

std::optional<core::DeploymentSummary> next_in_queue(core::Tx& tx, const std::string& application,
                                                     const std::string& queue) {
  std::optional<core::DeploymentSummary> oldest;
  std::set<std::string> lost;  // environments where nothing is started until a person decides
  for (core::DeploymentSummary& row : tx.deployments().queued(queue)) {
    if (row.application != application) continue;
    if (row.status == core::DeploymentStatus::unknown) lost.insert(row.environment);
    if (lost.contains(row.environment)) continue;
    const bool waits = core::waits_to_start(row);
    if (!waits) return std::move(row);
    if (!oldest) oldest = std::move(row);
  }
  return oldest;
}

}  // namespace chatops::workflow

// SPDX-License-Identifier: Apache-2.0
// The only place that knows how the head of a queue is found among rows.
#include "workflow/queue.hpp"

#include <set>

#include "core/environment_machine.hpp"
#include "workflow/order.hpp"

namespace chatops::workflow {

std::string queue_key(const core::Pipeline& pipeline) {
  return "pipeline/" + pipeline.engine + "/" + pipeline.application + "/" + pipeline.name;
}

std::optional<core::Deployment> next_in_queue(core::Tx& tx, const std::string& application,
                                              const core::Pipeline& pipeline) {
  const std::string key = queue_key(pipeline);
  std::optional<core::Deployment> oldest;
  std::set<std::string> lost;  // environments where nothing is started until a person decides
  for (core::Deployment& row : tx.unfinished()) {
    if (row.application != application) continue;
    if (row.status == core::DeploymentStatus::unknown) lost.insert(row.environment);
    if (lost.contains(row.environment)) continue;
    const bool waits = core::waits_to_start(row);
    if (waits && oldest) continue;
    if (queue_key(read_payload(row.payload).order.pipeline) != key) continue;
    if (!waits) return std::move(row);
    oldest = std::move(row);
  }
  return oldest;
}

}  // namespace chatops::workflow

// Waiting for other environments.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/queue.hpp"

namespace chatops::workflow {

std::optional<core::DeploymentSummary> in_front_of(core::Tx& tx, const core::Deployment& row,
                                                   const core::Order& order) {
  if (!order.one_at_a_time) return std::nullopt;
  auto head = tx.deployments().head_of(row.application, order.queue);
  if (head && head->environment == row.environment && head->revision == row.revision)
    return std::nullopt;
  return head;
}

}  // namespace chatops::workflow

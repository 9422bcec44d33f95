// SPDX-License-Identifier: Apache-2.0
// Times come from the store only; nothing outside is asked.
#include "workflow/expect.hpp"

namespace chatops::workflow {

namespace {

constexpr int looked_at = 50;

std::optional<Expectation> told_by(const core::Deployment& row) {
  Expectation out{.total = row.ended_at - row.started_at, .stages = {}};
  if (out.total.count() <= 0) return std::nullopt;
  for (const core::Stage& stage : row.stages) {
    if (!stage.started_at || !stage.ended_at || *stage.ended_at < *stage.started_at) continue;
    out.stages.emplace_back(stage.name, *stage.ended_at - *stage.started_at);
  }
  return out;
}

}  // namespace

std::optional<Expectation> expectation(Dependencies& deps, const DeploymentKey& key) {
  std::optional<core::Deployment> expected;
  std::vector<core::Deployment> rows;
  deps.store.read([&](core::Tx& tx) {
    expected = tx.deployments().find(key.application, key.environment, key.revision);
    rows = tx.deployments().history(key.application, key.environment, looked_at);
  });
  if (!expected) return std::nullopt;
  for (const core::Deployment& row : rows) {
    const bool alike = row.teardown == expected->teardown &&
                       row.status == core::DeploymentStatus::succeeded &&
                       row.revision != key.revision;
    if (!alike) continue;
    if (auto found = told_by(row)) return found;
  }
  return std::nullopt;
}

}  // namespace chatops::workflow

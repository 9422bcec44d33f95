// Which of an environment's deployments are not finished, and what they mean to another one.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/open.hpp"

#include "core/environment_machine.hpp"

namespace chatops::workflow {

const core::Deployment* Open::newest() const {
  if (next) return &*next;
  return asked ? &*asked : nullptr;
}

Open open_deployments(core::Tx& tx, const std::string& application,
                      const std::string& environment) {
  Open out;
  for (core::Deployment& row : tx.deployments().unfinished(application, environment))
    (core::waits_to_start(row) ? out.next : out.asked) = std::move(row);
  return out;
}

Error lost_before(const core::Deployment& lost) {
  return Error(Reason::deployment_unknown, {{"what", lost.environment},
                                            {"revision", std::to_string(lost.revision)},
                                            {"why", lost.cause}});
}

Error running_already(const core::Deployment& other) {
  Error out(Reason::deployment_running, {{"what", std::to_string(other.revision)},
                                         {"where", other.environment},
                                         {"why", other.actor.name}});
  if (other.teardown) out.args.set("removed", other.environment);
  return out;
}

void skip(core::Tx& tx, core::Deployment row, Instant now) {
  if (core::waits_to_start(row)) row.effect = core::Effect::none;
  value_or_throw(core::become(row, core::DeploymentStatus::superseded, now));
  tx.deployments().put(row);
}

}  // namespace chatops::workflow

// What lists show, taken from the whole.
// SPDX-License-Identifier: Apache-2.0
#include "core/store/deployments.hpp"
#include "core/store/environments.hpp"

namespace chatops::core {

EnvironmentSummary summary_of(const Environment& environment) {
  return {.application = environment.application,
          .name = environment.name,
          .ns = environment.ns,
          .domain = environment.domain,
          .cluster = environment.cluster,
          .environment_class = environment.desired.environment_class,
          .iteration = environment.iteration,
          .created_by = environment.created_by,
          .created_by_id = environment.created_by_id,
          .waiting = environment.waiting,
          .state = environment.state,
          .deployed_revision = environment.deployed_revision,
          .doubtful_revision = environment.doubt ? environment.doubt->revision : 0,
          .desired_generation = environment.desired.generation,
          .deployed_generation = environment.deployed_generation,
          .epoch = environment.epoch,
          .version = environment.version,
          .created_at = environment.created_at,
          .changed_at = environment.changed_at};
}

DeploymentSummary summary_of(const Deployment& deployment) {
  return {.application = deployment.application,
          .environment = deployment.environment,
          .revision = deployment.revision,
          .epoch = deployment.epoch,
          .status = deployment.status,
          .teardown = deployment.teardown,
          .starts = deployment.starts,
          .execution = deployment.execution.id,
          .queue = deployment.queue,
          .actor = deployment.actor.name,
          .link = deployment.link,
          .created_at = deployment.created_at};
}

}  // namespace chatops::core

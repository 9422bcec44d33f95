// Earlier revisions as baselines of a plan.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/rollback.hpp"

#include <algorithm>

#include "core/words.hpp"
#include "workflow/environments.hpp"
#include "workflow/order.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

constexpr int far_enough_back = 200;

Error no_revision(const std::string& environment, const std::string& what, std::string_view why) {
  return Error(Reason::unknown_revision,
               {{"what", what}, {"where", environment}, {"why", std::string(why)}});
}

/// A revision that can be gone back to: it succeeded, in this life of the environment.
bool usable(const core::Deployment& row, const core::Environment& environment) {
  return row.status == core::DeploymentStatus::succeeded && !row.teardown &&
         row.epoch == environment.epoch;
}

core::Deployment target_of(const RollbackRequest& request, const core::Environment& environment,
                           const std::vector<core::Deployment>& history) {
  for (const core::Deployment& row : history) {
    if (request.revision) {
      if (row.revision != *request.revision) continue;
      if (usable(row, environment)) return row;
      throw no_revision(request.environment, std::to_string(row.revision),
                        core::word_of(row.status));
    }
    // After a failed attempt what worked before it is the way back, though it is what last
    // succeeded.
    const bool runs_now = environment.state != core::EnvironmentState::failed &&
                          environment.deployed && row.bill.hash() == environment.deployed->hash();
    if (usable(row, environment) && !runs_now) return row;
  }
  throw no_revision(request.environment, request.revision ? std::to_string(*request.revision) : "",
                    "");
}

}  // namespace

RollbackPlan plan_rollback(const Call& call, World& world, const RollbackRequest& request) {
  const EnvironmentView view = show_environment(world, request.environment);
  if (!view.environment.deployed) {
    throw Error(Reason::state_incomplete, {{"where", request.environment}});
  }
  RollbackPlan out;
  out.target =
      target_of(request, view.environment, history(world, request.environment, far_enough_back));
  const Payload payload = read_payload(out.target.payload);
  Baseline baseline;
  baseline.origin = "revision " + std::to_string(out.target.revision);
  baseline.lines = out.target.bill.lines;
  baseline.chart = out.target.bill.chart;
  baseline.values = payload.values;
  baseline.parameters = payload.order.parameters;
  if (world.application.deploy.delivery == core::ValuesDelivery::references) {
    const auto text = payload.order.parameters.find(world.application.deploy.values_parameter);
    if (text != payload.order.parameters.end()) baseline.references = text->second;
  }
  const bool failed = view.environment.state == core::EnvironmentState::failed && view.newest;
  const core::Bill& left = failed ? view.newest->bill : *view.environment.deployed;
  baseline.selection =
      core::rolled_back(world.application, view.environment.selection, left, out.target.bill,
                        {.by = request.actor.name, .why = request.reason});
  const PlanRequest plain{.environment = request.environment,
                          .force = request.force,
                          .actor = request.actor,
                          .reason = request.reason};
  out.plan = plan_from(call, world, plain, baseline);
  return out;
}

}  // namespace chatops::workflow

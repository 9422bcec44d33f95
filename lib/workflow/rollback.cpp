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

/// True where the revision is certainly what runs, and by a success.
bool runs_now(const core::Deployment& row, const core::Environment& environment) {
  return environment.state == core::EnvironmentState::ready && !environment.doubt &&
         environment.deployed && row.bill.hash() == environment.deployed->hash();
}

}  // namespace

std::optional<core::Deployment> rollback_target(Dependencies& deps,
                                                const core::Environment& environment) {
  if (environment.state == core::EnvironmentState::retired) return std::nullopt;
  for (core::Deployment& row : history(deps, environment.name, far_enough_back)) {
    if (usable(row, environment) && !runs_now(row, environment)) return std::move(row);
  }
  return std::nullopt;
}

namespace {

core::Deployment target_of(Dependencies& deps, const RollbackRequest& request,
                           const core::Environment& environment) {
  if (request.revision) {
    core::Deployment row = revision(deps, request.environment, *request.revision);
    if (usable(row, environment)) return row;
    throw no_revision(request.environment, std::to_string(row.revision), core::word_of(row.status));
  }
  if (auto row = rollback_target(deps, environment)) return std::move(*row);
  throw no_revision(request.environment, "", "");
}

}  // namespace

RollbackPlan plan_rollback(const Call& call, Dependencies& deps, const RollbackRequest& request) {
  const EnvironmentView view = show_environment(deps, request.environment);
  RollbackPlan out;
  out.target = target_of(deps, request, view.environment);
  Payload payload = read_payload(out.target.payload);
  Baseline baseline;
  baseline.revision = out.target.revision;
  baseline.origin = "revision " + std::to_string(out.target.revision);
  baseline.lines = out.target.bill.lines;
  baseline.chart = out.target.bill.chart;
  baseline.values = payload.order.values;
  baseline.parameters = payload.order.parameters;
  baseline.order = std::move(payload.order);
  const bool tried = view.environment.state == core::EnvironmentState::failed && view.newest;
  const core::Bill& left =
      tried || !view.environment.deployed ? view.newest->bill : *view.environment.deployed;
  baseline.selection = core::rolled_back(
      deps.application, view.environment.selection, left, out.target.bill,
      {.by = request.actor.name, .why = request.reason, .by_id = request.actor.id});
  const PlanRequest plain{.environment = request.environment,
                          .force = request.force,
                          .actor = request.actor,
                          .reason = request.reason};
  Facts facts(deps.application);
  out.plan = plan_from(call, deps, facts, plain, baseline);
  return out;
}

}  // namespace chatops::workflow

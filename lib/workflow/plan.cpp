// The plan: decided again and again until nothing is missing, with what is missing read in between.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/plan.hpp"

#include "workflow/decide.hpp"
#include "workflow/environments.hpp"

namespace chatops::workflow {

Remembered recall(core::Tx& tx, const std::string& application, const std::string& environment,
                  bool for_people) {
  Remembered out;
  out.environment = tx.environments().find(application, environment);
  out.open = open_deployments(tx, application, environment);
  if (!out.environment || !out.environment->deployed) return out;
  const std::int64_t revision = out.environment->deployed_revision;
  if (!for_people) {
    out.brought = tx.deployments().newest_summary(application, environment);
    if (out.brought && out.brought->revision == revision) return out;
  }
  out.brought_whole = tx.deployments().find(application, environment, revision);
  out.brought.reset();
  if (out.brought_whole) out.brought = core::summary_of(*out.brought_whole);
  return out;
}

Remembered recall(Dependencies& deps, const std::string& environment, bool for_people) {
  Remembered out;
  deps.store.read(
      [&](core::Tx& tx) { out = recall(tx, deps.application.name, environment, for_people); });
  return out;
}

Others recall_others(Dependencies& deps) {
  return std::make_shared<const std::vector<std::string>>(living_names(deps));
}

bool renames(const Plan& plan) {
  return plan.creates || !plan.before || plan.before->ns != plan.after.ns ||
         plan.before->domain != plan.after.domain || plan.before->iteration != plan.after.iteration;
}

void require_free(Dependencies& deps, const core::Environment& environment) {
  std::optional<Error> taken;
  deps.store.read([&](core::Tx& tx) { taken = tx.environments().collision(environment); });
  if (taken) throw Error(*taken);
}

Plan plan_from(const Call& call, Dependencies& deps, Facts& facts, const PlanRequest& request,
               const std::optional<Baseline>& baseline) {
  Remembered state = recall(deps, request.environment, for_people(request));
  for (int round = 0; round < most_rounds; ++round) {
    Decision decision = decide(facts, state, request, baseline, deps.system.clock.now());
    if (auto* plan = std::get_if<Plan>(&decision)) {
      if (renames(*plan)) require_free(deps, plan->after);
      return std::move(*plan);
    }
    const Missing& missing = std::get<Missing>(decision);
    if (missing.others) state.others = recall_others(deps);
    read_facts(call, deps, missing.facts, facts);
  }
  throw Error(Reason::internal_error, {{"what", "plan"}});
}

Plan plan(const Call& call, Dependencies& deps, const PlanRequest& request) {
  Facts facts(deps.application);
  return plan_from(call, deps, facts, request, std::nullopt);
}

}  // namespace chatops::workflow

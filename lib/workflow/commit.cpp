// The intent, recorded with everything that any process needs to carry it out.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/environment_machine.hpp"
#include "core/names.hpp"
#include "workflow/branch.hpp"
#include "workflow/deploy.hpp"
#include "workflow/order.hpp"

namespace chatops::workflow {
namespace {

using core::DeploymentStatus;

Error running_already(const core::Deployment& other) {
  return Error(Reason::deployment_running, {{"what", std::to_string(other.revision)},
                                            {"where", other.environment},
                                            {"why", other.actor.name}});
}

/// The world may have moved since the plan was made; then it must be made again.
void require_unchanged(const Plan& plan, const std::optional<core::Environment>& stored) {
  const bool same = plan.before ? stored && stored->version == plan.before->version : !stored;
  if (same) return;
  const bool other_life = plan.before && stored && stored->epoch != plan.before->epoch;
  const bool leaving = stored && stored->state == core::EnvironmentState::retiring;
  if (other_life || leaving) throw Error(Reason::stale_epoch, {{"what", plan.after.name}});
  throw Error(Reason::state_conflict, {{"what", "environment/" + plan.after.name}});
}

core::Environment as_planned(const Plan& plan, const std::optional<core::Environment>& stored,
                             bool with_selection, Instant now) {
  core::Environment environment = plan.after;
  if (stored) environment.version = stored->version;
  if (!plan.creates && stored && !with_selection) {
    environment.selection = stored->selection;
    environment.waiting = stored->waiting;
  }
  environment.changed_at = now;
  return environment;
}

/// Only what changed by somebody's wish makes what was shown before out of date.
void keep_choice(core::Tx& tx, const Plan& plan, core::Environment& environment) {
  if (plan.only_waiting) {
    tx.environments().put_waiting(environment);
  } else if (plan.selection_changes) {
    tx.environments().put(environment);
  }
}

core::Deployment intent(const Plan& plan, const core::Environment& environment, Instant now) {
  core::Deployment row;
  row.application = environment.application;
  row.environment = environment.name;
  row.epoch = environment.epoch;
  row.actor = plan.actor;
  row.reason = plan.reason;
  row.back_to = plan.back_to;
  row.selection = plan.after.selection;
  row.bill = plan.bill;
  row.previous = environment.deployed;
  row.created_at = now;
  row.link = plan.engine.link;  // until there is an execution's
  row.engine = plan.order.engine;
  row.queue = plan.order.queue;
  row.payload = payload_text({.order = plan.order,
                              .base = environment.selection,
                              .waiting = plan.after.waiting,
                              .settings = plan.settings});
  return row;
}

Error lost_before(const core::Deployment& other) {
  return Error(Reason::deployment_unknown, {{"what", other.environment},
                                            {"revision", std::to_string(other.revision)},
                                            {"why", other.cause}});
}

/// Attaches to, sets aside, or refuses because of, what is not finished in the environment.
bool attaches(core::Tx& tx, const Plan& plan, core::Deployment& other, Instant now) {
  if (other.status == DeploymentStatus::unknown) {
    if (!plan.force) throw lost_before(other);
    value_or_throw(core::become(other, DeploymentStatus::superseded, now));
    tx.deployments().put(other);
    return false;
  }
  if (other.teardown || other.bill.hash() != plan.bill.hash() || other.epoch != plan.after.epoch) {
    if (other.teardown || !core::waits_to_start(other)) throw running_already(other);
    other.effect = core::Effect::none;
    value_or_throw(core::become(other, DeploymentStatus::superseded, now));
    tx.deployments().put(other);
    return false;
  }
  if (other.selection != plan.after.selection) {
    other.selection = plan.after.selection;
    tx.deployments().put(other);
  }
  return true;
}

}  // namespace

DeploymentKey key_of(const core::Deployment& deployment) {
  return {deployment.application, deployment.environment, deployment.revision};
}

std::optional<Error> refusal(const Plan& plan) {
  if (!plan.lacking.empty()) {
    std::vector<std::string> lacking;
    for (const PlanLine& line : plan.lines) {
      const bool waits = line.waiting && !line.wanted;
      if (!line.wanted)
        lacking.push_back(line.component + (waits ? "@" + line.waiting->branch : ""));
    }
    return Error(Reason::branch_without_artifact, {{"what", join(lacking, ", ")}});
  }
  if (plan.attaches) return std::nullopt;
  if (plan.engine.barred && !plan.nothing_to_do) return *plan.engine.barred;
  if (!plan.running) return std::nullopt;
  const bool lost = plan.running->status == DeploymentStatus::unknown;
  if (!lost && !plan.running->teardown && core::waits_to_start(*plan.running)) return std::nullopt;
  if (!lost) return running_already(*plan.running);
  if (!plan.force) return lost_before(*plan.running);
  return std::nullopt;
}

Committed commit(const Call& call, Dependencies& deps, const Plan& plan) {
  call.check(deps.system.clock);
  if (!plan.lacking.empty()) throw Error(*refusal(plan));
  Committed out;
  deps.store.write([&](core::Tx& tx) {
    out = {};
    const Instant now = deps.system.clock.now();
    const auto stored = tx.environments().find(plan.after.application, plan.after.name);
    auto newest = tx.deployments().newest(plan.after.application, plan.after.name);
    if (newest && !core::finished(newest->status) && attaches(tx, plan, *newest, now)) {
      out.environment = stored.value_or(plan.after);
      out.deployment = std::move(newest);
      out.attached = true;
      return;
    }
    require_unchanged(plan, stored);
    if (plan.nothing_to_do) {
      out.environment = as_planned(plan, stored, true, now);
      keep_choice(tx, plan, out.environment);
      return;
    }
    core::Environment environment = as_planned(plan, stored, plan.selection_now, now);
    value_or_throw(core::become(environment, core::state_while(environment), now));
    core::Deployment row = intent(plan, environment, now);
    tx.environments().put(environment);
    tx.deployments().put(row);
    out.environment = std::move(environment);
    out.deployment = std::move(row);
  });
  return out;
}

core::Environment remember(const Call& call, Dependencies& deps, const Plan& plan) {
  call.check(deps.system.clock);
  core::Environment environment;
  deps.store.write([&](core::Tx& tx) {
    const auto stored = tx.environments().find(plan.after.application, plan.after.name);
    require_unchanged(plan, stored);
    environment = as_planned(plan, stored, true, deps.system.clock.now());
    keep_choice(tx, plan, environment);
  });
  return environment;
}

}  // namespace chatops::workflow

// What is desired from now on, and the intent to bring it, with everything that carries it out.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/environment_machine.hpp"
#include "core/names.hpp"
#include "core/set_aside.hpp"
#include "workflow/branch.hpp"
#include "workflow/closing.hpp"
#include "workflow/deploy.hpp"
#include "workflow/open.hpp"
#include "workflow/order.hpp"
#include "workflow/queue.hpp"

namespace chatops::workflow {
namespace {

using core::DeploymentStatus;

/// What was decided may rest on something else by now; then it must be decided again. What runs may
/// have changed: the desired state is accepted all the same.
void require_unchanged(const Plan& plan, const std::optional<core::Environment>& stored) {
  const core::Environment* before = plan.before ? &*plan.before : nullptr;
  const bool same = before == nullptr
                        ? !stored
                        : stored && stored->epoch == before->epoch &&
                              stored->desired.generation == before->desired.generation &&
                              stored->iteration == before->iteration && stored->ns == before->ns &&
                              stored->domain == before->domain;
  const bool leaving = stored && stored->state == core::EnvironmentState::retiring;
  const bool as_it_ran = !plan.nothing_to_do || (stored && stored->version == before->version);
  if (same && !leaving && as_it_ran) return;
  const bool other_life = before != nullptr && stored && stored->epoch != before->epoch;
  if (other_life || leaving) throw Error(Reason::stale_epoch, {{"what", plan.after.name}});
  throw Error(Reason::state_conflict, {{"what", "environment/" + plan.after.name}});
}

/// The environment with what is desired from now on.
core::Environment as_planned(const Plan& plan, const std::optional<core::Environment>& stored,
                             Instant now) {
  core::Environment environment = plan.after;
  if (stored && !plan.creates) {
    environment = *stored;
    environment.ns = plan.after.ns;
    environment.domain = plan.after.domain;
    environment.cluster = plan.after.cluster;
    environment.iteration = plan.after.iteration;
    environment.waiting = plan.after.waiting;
  }
  core::desire(environment, plan.after.desired, plan.actor, plan.reason, now);
  for (const PlanLine& line : plan.lines) {
    if (line.named && line.wanted) core::take_back(environment, *line.wanted);
  }
  if (plan.chart.named) core::take_back(environment, plan.chart.wanted);
  environment.changed_at = now;
  return environment;
}

/// What there is to write down of a plan that deploys nothing. Only what changed by somebody's wish
/// makes what was shown before out of date.
void keep(core::Tx& tx, const Plan& plan, core::Environment& environment) {
  const bool taken_back =
      environment.set_aside.size() != plan.after.set_aside.size() ||
      environment.chart_set_aside.has_value() != plan.after.chart_set_aside.has_value();
  if (plan.only_waiting && !taken_back) {
    tx.environments().put_waiting(environment);
  } else if (plan.selection_changes || taken_back) {
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
  row.generation = environment.desired.generation;
  row.selection = environment.desired.selection;
  row.bill = plan.bill;
  row.previous = environment.deployed;
  row.created_at = now;
  row.link = plan.engine.link;  // until there is an execution's
  row.engine = plan.order.engine;
  row.queue = plan.order.queue;
  row.payload = payload_text({.order = plan.order, .settings = plan.settings});
  return row;
}

bool brings(const core::Deployment& row, const Plan& plan) {
  return !row.teardown && row.status != DeploymentStatus::unknown &&
         row.epoch == plan.after.epoch && row.bill.hash() == plan.bill.hash();
}

/// As stored now: what was planned on, where nobody has changed it since.
std::optional<core::Environment> stored_now(core::Tx& tx, const Plan& plan) {
  const auto now = tx.environments().summary(plan.after.application, plan.after.name);
  if (!now) return std::nullopt;
  if (plan.before && plan.before->version == now->version) return plan.before;
  return tx.environments().find(plan.after.application, plan.after.name);
}

/// One commit on its way through its transaction.
class Commit {
 public:
  Commit(core::Tx& tx, const Dependencies& deps, const Plan& plan)
      : tx_(tx),
        deps_(deps),
        plan_(plan),
        now_(deps.system.clock.now()),
        stored_(stored_now(tx, plan)),
        open_(open_deployments(tx, plan.after.application, plan.after.name)) {}

  Committed run() {
    if (open_.asked) settle_asked();
    const core::Deployment* newest = open_.newest();
    const bool goes_along = newest != nullptr && brings(*newest, plan_);
    if (goes_along) return attached(*newest);
    require_unchanged(plan_, stored_);
    if (const auto over = closing(tx_, deps_, plan_.after.name, plan_.after.iteration))
      throw Error(*over);
    if (plan_.nothing_to_do) return remembered();
    if (open_.next) skip(tx_, *open_.next, now_);
    if (open_.asked && brings(*open_.asked, plan_)) return attached(*open_.asked);
    return begun();
  }

 private:
  void settle_asked() {
    if (open_.asked->status == DeploymentStatus::unknown) {
      if (!plan_.force) throw lost_before(*open_.asked);
      skip(tx_, *open_.asked, now_);
      open_.asked.reset();
    } else if (open_.asked->teardown) {
      throw running_already(*open_.asked);
    }
  }

  /// Somebody else may have wished for the same meanwhile; then their wish stands.
  Committed attached(core::Deployment row) {
    const bool as_seen = !plan_.creates && stored_ &&
                         stored_->desired.generation == plan_.before->desired.generation;
    Committed out{.environment = stored_.value_or(plan_.after), .attached = true};
    if (as_seen) {
      out.environment = as_planned(plan_, stored_, now_);
      keep(tx_, plan_, out.environment);
      if (row.generation != out.environment.desired.generation) {
        row.generation = out.environment.desired.generation;
        row.selection = out.environment.desired.selection;
        tx_.deployments().put(row);
      }
    }
    out.deployment = std::move(row);
    return out;
  }

  Committed remembered() {
    Committed out{.environment = as_planned(plan_, stored_, now_)};
    keep(tx_, plan_, out.environment);
    return out;
  }

  Committed begun() {
    Committed out{.environment = as_planned(plan_, stored_, now_)};
    value_or_throw(core::become(out.environment, core::state_while(out.environment), now_));
    core::Deployment row = intent(plan_, out.environment, now_);
    if (open_.asked || in_front_of(tx_, row, plan_.order)) row.status = DeploymentStatus::queued;
    tx_.environments().put(out.environment);
    tx_.deployments().put(row);
    out.deployment = std::move(row);
    return out;
  }

  core::Tx& tx_;
  const Dependencies& deps_;
  const Plan& plan_;
  Instant now_;
  std::optional<core::Environment> stored_;
  Open open_;
};

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
  const bool lost = plan.running && plan.running->status == DeploymentStatus::unknown;
  if (lost && !plan.force) return lost_before(*plan.running);
  if (plan.attaches) return std::nullopt;
  if (plan.engine.barred && !plan.nothing_to_do) return *plan.engine.barred;
  if (plan.running && plan.running->teardown && !lost) return running_already(*plan.running);
  return std::nullopt;
}

std::vector<Result<Committed>> commit_each(const Call& call, Dependencies& deps,
                                           std::span<const Plan> plans, const CommitNote& note) {
  call.check(deps.system.clock);
  std::vector<Result<Committed>> out;
  try {
    deps.store.write([&](core::Tx& tx) {
      out.clear();
      for (const Plan& plan : plans) {
        if (!plan.lacking.empty()) throw Error(*refusal(plan));
        Committed done = Commit(tx, deps, plan).run();
        if (note) note(tx, plan, done);
        out.emplace_back(std::move(done));
      }
    });
    return out;
  } catch (const Error& error) {
    out.clear();
    if (plans.size() == 1) {
      out.emplace_back(tl::make_unexpected(error));
      return out;
    }
  }
  // What keeps one from it keeps none of the others.
  for (std::size_t i = 0; i < plans.size(); ++i)
    out.push_back(std::move(commit_each(call, deps, plans.subspan(i, 1), note).front()));
  return out;
}

Committed commit(const Call& call, Dependencies& deps, const Plan& plan) {
  return value_or_throw(std::move(commit_each(call, deps, std::span(&plan, 1), {}).front()));
}

core::Environment remember(const Call& call, Dependencies& deps, const Plan& plan) {
  call.check(deps.system.clock);
  core::Environment environment;
  deps.store.write([&](core::Tx& tx) {
    const auto stored = tx.environments().find(plan.after.application, plan.after.name);
    require_unchanged(plan, stored);
    environment = as_planned(plan, stored, deps.system.clock.now());
    keep(tx, plan, environment);
  });
  return environment;
}

}  // namespace chatops::workflow

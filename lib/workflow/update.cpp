// Automatic updates are ordinary plans, asked for by nobody and wanting nothing new.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/update.hpp"

#include "core/environment_machine.hpp"
#include "workflow/open.hpp"
#include "workflow/plan_each.hpp"
#include "workflow/queue.hpp"

namespace chatops::workflow {

namespace {

using core::EnvironmentState;

bool goes_away(EnvironmentState state) {
  return state == EnvironmentState::retiring || state == EnvironmentState::retired ||
         state == EnvironmentState::sleeping;
}

/// The environments that somebody wanted something for, and that stay.
std::vector<PlanRequest> requests(Dependencies& deps, std::span<const std::string> names) {
  std::vector<PlanRequest> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    for (const std::string& name : names) {
      const auto environment = tx.environments().find(deps.application.name, name);
      if (!environment || goes_away(environment->state) || environment->desired.generation == 0)
        continue;
      out.push_back(
          {.environment = name, .actor = {.name = "chatops", .origin = core::Origin::automatic}});
    }
  });
  return out;
}

/// The same bill was tried and did not come to a good end: a person must say that it is to be tried
/// again.
bool tried_before(Dependencies& deps, const Plan& plan) {
  if (plan.repeats != 0) return true;
  bool out = false;
  deps.store.read([&](core::Tx& tx) {
    const auto newest = tx.deployments().newest(deps.application.name, plan.after.name);
    out = newest && core::finished(newest->status) &&
          newest->status != core::DeploymentStatus::succeeded &&
          newest->status != core::DeploymentStatus::superseded &&
          newest->bill.hash() == plan.bill.hash();
  });
  return out;
}

Update update_one(const Call& call, Dependencies& deps, Plan plan) {
  Update out{.environment = plan.after.name};
  if (plan.nothing_to_do || plan.attaches || !plan.lacking.empty() || tried_before(deps, plan)) {
    if (plan.before && plan.before->waiting != plan.after.waiting)
      deps.store.write([&](core::Tx& tx) { tx.environments().put_waiting(plan.after); });
    return out;
  }
  if (plan.running && plan.running->status == core::DeploymentStatus::unknown) {
    out.why_not = lost_before(*plan.running);
    return out;
  }
  if (auto why = refusal(plan)) {
    out.why_not = std::move(why);
    return out;
  }
  out.deployment = commit(call, deps, plan).deployment;
  if (out.deployment) out.plan = std::move(plan);
  return out;
}

}  // namespace

void update_each(const Call& call, Dependencies& deps, Facts& facts,
                 std::span<const std::string> environments, const UpdateSink& sink) {
  const auto asked = requests(deps, environments);
  plan_each(call, deps, facts, asked, [&](std::size_t request, Result<Plan> plan) {
    Update out{.environment = asked[request].environment};
    if (!plan) {
      out.why_not = plan.error();
    } else {
      try {
        out = update_one(call, deps, std::move(*plan));
      } catch (const Error& error) {
        out.why_not = error;  // wanted or deployed anew meanwhile: it is looked at again
      }
    }
    sink(std::move(out));
  });
}

EnvironmentStep keep_environment(const Call& call, Dependencies& deps, const std::string& name) {
  const std::string& application = deps.application.name;
  EnvironmentStep out;
  Open open;
  std::optional<core::Deployment> newest;
  deps.store.read([&](core::Tx& tx) {
    open = open_deployments(tx, application, name);
    newest = tx.deployments().newest(application, name);
  });
  const auto* due = open.asked ? &*open.asked : open.next ? &*open.next : nullptr;
  if (due == nullptr || due->status == core::DeploymentStatus::unknown) {
    if (newest) out.shown.push_back(std::move(*newest));
    return out;
  }
  Step step = advance(call, deps, key_of(*due));
  out.again = step.again;
  if (core::finished(step.deployment.status)) {
    deps.store.read([&](core::Tx& tx) {
      const auto next = next_in_queue(tx, application, step.deployment.queue);
      out.next = next ? std::optional(next->environment) : std::nullopt;
    });
    out.again = open.asked && open.next ? std::optional(Millis{0}) : std::nullopt;
  }
  out.shown.push_back(std::move(step.deployment));
  if (open.asked && open.next) out.shown.push_back(std::move(*open.next));
  return out;
}

}  // namespace chatops::workflow

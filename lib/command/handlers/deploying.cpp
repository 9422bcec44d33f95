// The one path from a plan to a finished deployment, whichever command made the plan.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/deploying.hpp"

#include "command/handlers/bodies.hpp"
#include "workflow/branch.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

namespace {

class Forward final : public workflow::Watcher {
 public:
  explicit Forward(Listener& listener) : listener_(listener) {}
  void event(const core::Deployment& deployment, const workflow::Event& event) override {
    listener_.happened(happened(deployment, event));
  }

 private:
  Listener& listener_;
};

/// Steps until the engine has it, or nothing more will happen by itself.
core::Deployment start(const Call& call, workflow::World& world, const workflow::DeploymentKey& key,
                       Forward& forward) {
  for (;;) {
    const workflow::Step step = workflow::advance(call, world, key);
    for (const workflow::Event& event : step.events) forward.event(step.deployment, event);
    if (!step.again || !step.deployment.execution.empty()) return step.deployment;
    if (!world.system.clock.pause_until(world.system.clock.tick() + *step.again, call.stop))
      throw Interrupted{};
    if (world.system.clock.tick() >= call.deadline) {
      throw Error(Reason::deployment_still_running, {{"what", key.environment}});
    }
  }
}

bool asks(const workflow::Plan& plan, const Going& going) {
  if (plan.attaches || plan.nothing_to_do) return false;  // changes nothing that runs
  return !going.yes && going.confirmed != plan.bill.hash();
}

}  // namespace

Outcome follow(Context& context, const workflow::DeploymentKey& key, bool wait,
               std::int64_t timeout_ms) {
  workflow::World& world = context.services.world(context.call);
  const Call call = limited(context, timeout_ms);
  Forward forward(context.listener);
  context.touched = key.environment;
  context.listener.happened(
      opened(key, workflow::expectation(world, key), world.system.clock.now()));
  const core::Deployment deployment =
      wait ? workflow::follow(call, world, key, forward) : start(call, world, key, forward);
  Outcome outcome{
      .kind = "deployment", .body = body_of(deployment), .error = std::nullopt, .notes = {}};
  outcome.body["address"] = workflow::show_environment(world, key.environment).address;
  const bool ended =
      core::finished(deployment.status) || deployment.status == core::DeploymentStatus::unknown;
  if (ended) outcome.error = workflow::outcome(deployment);
  return outcome;
}

Outcome remembered(Context& context, const workflow::Plan& plan) {
  workflow::World& world = context.services.world(context.call);
  workflow::remember(context.call, world, plan);
  Outcome outcome{.kind = "plan",
                  .body = body_of(plan, world.application.chart.rule),
                  .error = std::nullopt,
                  .notes = plan.warnings};
  outcome.body["remembered"] = true;
  return outcome;
}

Reply carry_out(Context& context, const workflow::Plan& plan, const Going& going,
                std::vector<Error> notes) {
  Outcome planned{
      .kind = "plan",
      .body = body_of(plan, context.services.world(context.call).application.chart.rule),
      .error = std::nullopt,
      .notes = plan.warnings};
  planned.body["remembered"] = false;
  if (going.dry_run || (plan.nothing_to_do && !plan.selection_changes && !plan.running))
    return planned;
  if (asks(plan, going)) {
    return Need{deploy_card(plan), std::move(planned.body), "plan", std::nullopt, std::move(notes)};
  }
  // Nobody was shown it otherwise.
  if (going.yes) context.listener.happened({"planned", planned.body});

  workflow::World& world = context.services.world(context.call);
  context.touched = plan.after.name;
  const workflow::Committed committed = workflow::commit(context.call, world, plan);
  if (!committed.deployment) {
    planned.body["remembered"] = true;
    return planned;
  }
  const std::string kind = committed.attached ? "attached" : "committed";
  context.listener.happened({kind,
                             {{"kind", kind},
                              {"environment", plan.after.name},
                              {"revision", committed.deployment->revision},
                              {"at", to_rfc3339(world.system.clock.now(), true)}}});
  Outcome done =
      follow(context, workflow::key_of(*committed.deployment), going.wait, going.timeout_ms);
  done.notes = plan.warnings;
  return done;
}

}  // namespace chatops::command

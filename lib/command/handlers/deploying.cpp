// The one path from a plan to a finished deployment, whichever command made the plan.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/deploying.hpp"

#include "command/handlers/bodies.hpp"
#include "workflow/branch.hpp"
#include "workflow/environments.hpp"
#include "workflow/look.hpp"
#include "workflow/rollback.hpp"

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
                       workflow::Watcher& forward) {
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
  return !going.yes && going.confirmed != workflow::identity_of(plan);
}

/// What was given up on is told where there is something to go back to.
void offer_rollback(workflow::World& world, const std::string& environment, Error& error) {
  if (error.reason != Reason::deployment_failed) return;
  const auto target =
      workflow::rollback_target(world, workflow::show_environment(world, environment).environment);
  if (!target) return;
  error.args.set("back", std::to_string(target->revision));
  error.args.set("environment", environment);
}

/// Goes along with a deployment as `along` does; the outcome carries what became of it.
Outcome told_of(Context& context, const workflow::DeploymentKey& key, std::int64_t timeout_ms,
                core::Deployment (*along)(const Call&, workflow::World&,
                                          const workflow::DeploymentKey&, workflow::Watcher&)) {
  workflow::World& world = context.services.world(context.call);
  const Call call = limited(context, timeout_ms);
  Forward forward(context.listener);
  context.touched = key.environment;
  context.listener.happened(
      opened(key, workflow::expectation(world, key), world.system.clock.now()));
  const core::Deployment deployment = along(call, world, key, forward);
  Outcome outcome{
      .kind = "deployment", .body = body_of(deployment), .error = std::nullopt, .notes = {}};
  outcome.body["address"] = workflow::show_environment(world, key.environment).address;
  const bool ended =
      core::finished(deployment.status) || deployment.status == core::DeploymentStatus::unknown;
  if (ended) outcome.error = workflow::outcome(deployment);
  if (outcome.error && !deployment.teardown) offer_rollback(world, key.environment, *outcome.error);
  return outcome;
}

}  // namespace

Outcome follow(Context& context, const workflow::DeploymentKey& key, bool wait,
               std::int64_t timeout_ms) {
  return told_of(context, key, timeout_ms, wait ? workflow::follow : start);
}

Outcome watch(Context& context, const workflow::DeploymentKey& key, std::int64_t timeout_ms) {
  return told_of(context, key, timeout_ms, workflow::watch);
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

namespace {

std::string text_of(const core::Choice& choice) {
  if (const auto* follow = std::get_if<core::Follow>(&choice)) return "@" + follow->rule;
  return "=" + std::get<core::Pin>(choice).version;
}

/// What was chosen with a deployment that did not succeed, and what holds instead.
std::optional<Error> not_saved(workflow::World& world, const workflow::Plan& plan) {
  const core::Environment now = workflow::show_environment(world, plan.after.name).environment;
  std::string chosen, kept;
  const auto add = [](std::string& to, const std::string& text) {
    to += (to.empty() ? "" : ", ") + text;
  };
  const auto compare = [&](const std::string& name, const core::Choice& before,
                           const core::Choice& choice, const core::Choice& holds) {
    if (choice == before || choice == holds) return;
    add(chosen, name + text_of(choice));
    add(kept, name + text_of(holds));
  };
  for (const workflow::PlanLine& line : plan.lines) {
    const auto holds = now.selection.components.find(line.component);
    if (holds == now.selection.components.end()) continue;
    compare(line.component, line.before, line.choice, holds->second);
  }
  compare("chart", plan.chart.before, plan.chart.choice, now.selection.chart);
  if (chosen.empty()) return std::nullopt;
  return Error(Reason::choice_not_saved,
               {{"what", chosen}, {"where", plan.after.name}, {"before", kept}});
}

card::Card question(const workflow::Plan& plan) {
  card::Card card = deploy_card(plan);
  if (plan.back_to > 0) card.kind = "rollback";
  return card;
}

}  // namespace

void look_first(Context& context, const std::string& environment, std::vector<Error>& notes) {
  for (Error& problem :
       workflow::look(context.call, context.services.world(context.call), environment))
    add_once(notes, std::move(problem));
}

Reply carry_out(Context& context, const workflow::Plan& plan, const Going& going,
                std::vector<Error> notes) {
  workflow::World& world = context.services.world(context.call);
  for (const Error& warning : plan.warnings) add_once(notes, warning);
  Outcome planned{.kind = "plan",
                  .body = body_of(plan, world.application.chart.rule),
                  .error = std::nullopt,
                  .notes = notes};
  planned.body["remembered"] = false;
  if (going.dry_run) {
    planned.error = workflow::refusal(plan);
    return planned;
  }
  if (const auto refused = workflow::refusal(plan)) throw Error(*refused);
  if (plan.nothing_to_do && !plan.selection_changes && !plan.running) return planned;
  if (asks(plan, going)) {
    // What was answered was another plan.
    if (!going.confirmed.empty())
      notes.emplace_back(Reason::form_stale, Args{{"what", plan.after.name}});
    return Need{question(plan), std::move(planned.body), "plan", std::nullopt, std::move(notes)};
  }
  // Nobody was shown it otherwise.
  if (going.yes && !plan.nothing_to_do) context.listener.happened({"planned", planned.body});

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
  if (going.confirmed.empty()) done.notes = std::move(notes);  // else they stood at the question
  if (done.error && done.body["status"] != "unknown") {
    if (auto lost = not_saved(world, plan)) done.notes.push_back(std::move(*lost));
  }
  return done;
}

}  // namespace chatops::command

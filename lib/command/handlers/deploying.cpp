// The one path from a plan to a finished deployment, whichever command made the plan.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/deploying.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "command/handlers/bodies.hpp"
#include "core/environment_machine.hpp"
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

/// Its turn comes when another of the same environment has ended: whoever does not wait leaves it
/// to the next command.
bool queued_behind(const workflow::Step& step) {
  return std::any_of(step.events.begin(), step.events.end(), [](const workflow::Event& event) {
    return event.detail && event.detail->reason == Reason::deployment_next;
  });
}

/// Steps until the engine has it, or nothing more will happen by itself.
core::Deployment start(const Call& call, workflow::World& world, const workflow::DeploymentKey& key,
                       workflow::Watcher& forward) {
  for (;;) {
    const workflow::Step step = workflow::advance(call, world, key);
    for (const workflow::Event& event : step.events) forward.event(step.deployment, event);
    const bool started = !step.deployment.execution.empty();
    if (!step.again || started || queued_behind(step)) return step.deployment;
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

/// What nothing automatic deploys again, because this deployment failed with it.
std::optional<Error> set_aside_by(workflow::World& world, const core::Deployment& failed) {
  const core::Environment now = workflow::show_environment(world, failed.environment).environment;
  std::vector<std::string> versions;
  for (const core::SetAside& one : now.set_aside) {
    if (one.revision == failed.revision)
      versions.push_back(one.line.component + "=" + one.line.version);
  }
  if (versions.empty()) return std::nullopt;
  return Error(Reason::version_set_aside, {{"what", join(versions, ", ")},
                                           {"where", failed.environment},
                                           {"try", join(versions, " ")}});
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
  if (auto aside = set_aside_by(world, deployment)) outcome.notes.push_back(std::move(*aside));
  if (core::waits_to_start(deployment)) {
    outcome.notes.emplace_back(
        Reason::deployment_not_started,
        Args{{"what", key.environment}, {"revision", std::to_string(key.revision)}});
  }
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
  if (plan.nothing_to_do && !plan.selection_changes) return planned;
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
  // Else they stood at the question.
  if (going.confirmed.empty()) done.notes.insert(done.notes.begin(), notes.begin(), notes.end());
  return done;
}

}  // namespace chatops::command

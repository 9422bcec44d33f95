// Steps are the workflow's; here their events are told and the last word is found.
// SPDX-License-Identifier: Apache-2.0
#include "command/following.hpp"

#include "command/handlers/bodies.hpp"
#include "workflow/environments.hpp"
#include "workflow/look.hpp"
#include "workflow/rollback.hpp"

namespace chatops::command {

namespace {

class Forward final : public workflow::Watcher {
 public:
  explicit Forward(Listener& listener) : listener_(listener) {}
  void event(const core::Deployment& deployment, const workflow::Event& event) override {
    listener_.on_event(event_of(deployment, event));
  }

 private:
  Listener& listener_;
};

/// Steps until the engine has it, or nothing more will happen by itself.
core::Deployment start(const Call& call, workflow::Dependencies& deps,
                       const workflow::DeploymentKey& key, workflow::Watcher& forward) {
  for (;;) {
    const workflow::Step step = workflow::advance(call, deps, key);
    for (const workflow::Event& event : step.events) forward.event(step.deployment, event);
    if (!step.again || !step.deployment.execution.empty()) return step.deployment;
    if (!deps.system.clock.pause_until(deps.system.clock.tick() + *step.again, call.stop))
      throw Interrupted{};
    if (deps.system.clock.tick() >= call.deadline) {
      throw Error(Reason::deployment_still_running, {{"what", key.environment}});
    }
  }
}

core::Deployment go_along(const Call& call, workflow::Dependencies& deps,
                          const workflow::DeploymentKey& key, Way way, workflow::Watcher& forward) {
  switch (way) {
    case Way::to_the_end: return workflow::follow(call, deps, key, forward);
    case Way::until_started: return start(call, deps, key, forward);
    case Way::only_look: return workflow::watch(call, deps, key, forward);
  }
  throw Error(Reason::internal_error, {{"what", "way"}});
}

/// What was given up on is told where there is something to go back to.
void offer_rollback(workflow::Dependencies& deps, const std::string& environment, Error& error) {
  if (error.reason != Reason::deployment_failed) return;
  const auto target =
      workflow::rollback_target(deps, workflow::show_environment(deps, environment).environment);
  if (!target) return;
  error.args.set("back", std::to_string(target->revision));
  error.args.set("environment", environment);
}

/// What was chosen with a deployment that did not succeed, and what holds instead.
std::optional<Error> not_saved(workflow::Dependencies& deps, const Following& following) {
  const core::Environment now = workflow::show_environment(deps, following.environment).environment;
  std::string chosen, kept;
  const auto add = [](std::string& to, const std::string& text) {
    to += (to.empty() ? "" : ", ") + text;
  };
  for (const Chosen& one : following.chosen) {
    const auto holds = now.selection.components.find(one.name);
    if (!one.chart && holds == now.selection.components.end()) continue;
    const std::string held = choice_text(one.chart ? now.selection.chart : holds->second);
    if (held == one.choice) continue;
    add(chosen, one.name + one.choice);
    add(kept, one.name + held);
  }
  if (chosen.empty()) return std::nullopt;
  return Error(Reason::choice_not_saved,
               {{"what", chosen}, {"where", following.environment}, {"before", kept}});
}

Outcome outcome_of(workflow::Dependencies& deps, const Following& following,
                   const core::Deployment& deployment) {
  Outcome out{.kind = "deployment", .body = body_of(deployment)};
  out.body["address"] = workflow::show_environment(deps, following.environment).address;
  const bool ended =
      core::finished(deployment.status) || deployment.status == core::DeploymentStatus::unknown;
  if (ended) out.error = workflow::outcome(deployment);
  if (out.error && !deployment.teardown) offer_rollback(deps, following.environment, *out.error);
  return out;
}

}  // namespace

std::string choice_text(const core::Choice& choice) {
  if (const auto* follow = std::get_if<core::Follow>(&choice)) return "@" + follow->rule;
  return "=" + std::get<core::Pin>(choice).version;
}

Outcome followed(Context& context, const Following& following) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const workflow::DeploymentKey key{following.application, following.environment,
                                    following.revision};
  const Clock& clock = context.services.system().clock;
  const Call call = following.timeout_ms == 0
                        ? context.call
                        : context.call.until(clock.tick() + Millis(following.timeout_ms));
  Forward forward(context.listener);
  context.touched = key.environment;
  context.listener.on_event(opened(key, workflow::expectation(deps, key), clock.now()));
  Outcome done = outcome_of(deps, following, go_along(call, deps, key, following.way, forward));
  done.notes = following.notes;
  if (following.says == Says::environment) {
    done.kind = "environment";
    done.body =
        body_of(workflow::show_environment(deps, key.environment), deps.application.chart.rule);
    return done;
  }
  if (following.says == Says::removal && !done.error) {
    done.kind = "removal";
    done.body = following.body;
    done.body["removed"] = true;
    return done;
  }
  if (following.says == Says::deployment) done.body.update(following.body);
  if (done.error && done.body["status"] != "unknown") {
    if (auto lost = not_saved(deps, following)) done.notes.push_back(std::move(*lost));
  }
  return done;
}

}  // namespace chatops::command

// Steps are the workflow's; here their events are told and the last word is found.
// SPDX-License-Identifier: Apache-2.0
#include "command/following.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "command/handlers/bodies.hpp"
#include "core/environment_machine.hpp"
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

/// Its turn comes when another of the same environment has ended: whoever does not wait leaves it
/// to the next command.
bool queued_behind(const workflow::Step& step) {
  return std::any_of(step.events.begin(), step.events.end(), [](const workflow::Event& event) {
    return event.detail && event.detail->reason == Reason::deployment_next;
  });
}

/// Steps until the engine has it, or nothing more will happen by itself.
core::Deployment start(const Call& call, workflow::Dependencies& deps,
                       const workflow::DeploymentKey& key, workflow::Watcher& forward) {
  for (;;) {
    const workflow::Step step = workflow::advance(call, deps, key);
    for (const workflow::Event& event : step.events) forward.event(step.deployment, event);
    const bool started = !step.deployment.execution.empty();
    if (!step.again || started || queued_behind(step)) return step.deployment;
    const Tick next = std::min(deps.system.clock.tick() + *step.again, call.deadline);
    if (!deps.system.clock.pause_until(next, call.stop)) throw Interrupted{};
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
void offer_rollback(workflow::Dependencies& deps, const core::Environment& environment,
                    Error& error) {
  if (error.reason != Reason::deployment_failed) return;
  const auto target = workflow::rollback_target(deps, environment);
  if (!target) return;
  error.args.set("back", std::to_string(target->revision));
  error.args.set("environment", environment.name);
}

/// What nothing automatic deploys again, because this deployment failed with it.
std::optional<Error> set_aside_by(const core::Environment& now, const core::Deployment& failed) {
  std::vector<std::string> versions;
  for (const core::SetAside& one : now.set_aside) {
    if (one.revision == failed.revision)
      versions.push_back(one.line.component + "=" + one.line.version);
  }
  std::vector<std::string> words = versions;
  const auto& chart = now.chart_set_aside;
  if (chart && chart->revision == failed.revision) {
    versions.push_back(chart->chart.name + " " + chart->chart.version);
    words.push_back("--chart " + chart->chart.version);
  }
  if (versions.empty()) return std::nullopt;
  return Error(
      Reason::version_set_aside,
      {{"what", join(versions, ", ")}, {"where", failed.environment}, {"try", join(words, " ")}});
}

Outcome outcome_of(workflow::Dependencies& deps, const Following& following,
                   const core::Deployment& deployment) {
  Outcome out{.kind = "deployment", .body = body_of(deployment)};
  const auto view = workflow::show_environment(deps, following.environment);
  out.body["address"] = view.address;
  const bool ended =
      core::finished(deployment.status) || deployment.status == core::DeploymentStatus::unknown;
  if (ended) out.error = workflow::outcome(deployment);
  if (out.error && !deployment.teardown) offer_rollback(deps, view.environment, *out.error);
  if (following.says == Says::environment) return out;  // which tells the rest itself
  if (auto aside = set_aside_by(view.environment, deployment))
    out.notes.push_back(std::move(*aside));
  if (core::waits_to_start(deployment)) {
    out.notes.emplace_back(
        Reason::deployment_not_started,
        Args{{"what", deployment.environment}, {"revision", std::to_string(deployment.revision)}});
  }
  return out;
}

}  // namespace

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
  done.notes.insert(done.notes.begin(), following.notes.begin(), following.notes.end());
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
  return done;
}

}  // namespace chatops::command

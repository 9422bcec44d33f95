// `env show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_show.hpp"

#include <memory>
#include <utility>

#include "base/alarm.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/running.hpp"
#include "command/run.hpp"
#include "core/error_json.hpp"

namespace chatops::command {

void read(EnvShowRequest& request, const ParsedArgs& args, const Around& around) {
  contradict(args, "watch", "wait");
  contradict(args, "watch", "no-wait");
  request.environment = environment(args);
  request.watch = args.has("watch");
  request.wait = !request.watch && waits(args, around.terminal);
  request.timeout_ms = timeout_ms(args);
}

namespace {

/// Whether the environment's address answers, and how: it may be another matter than its pods.
void see_answer(Context& context, nlohmann::json& environment) {
  const workflow::Dependencies& deps = context.services.dependencies(context.call);
  const auto address = environment["address"].get<std::string>();
  if (!deps.ask_address || address.empty()) return;
  const auto status = deps.ask_address(context.call, address);
  environment["answer"] = status ? nlohmann::json{{"status", *status}}
                                 : nlohmann::json{{"error", core::to_document(status.error())}};
}

/// Without access to the cluster the rest is shown, and said why.
void see_running(Context& context, const core::Environment& environment, bool again,
                 Outcome& outcome) {
  const workflow::Placed place{environment.cluster, environment.ns};
  const auto running =
      workflow::running_in(context.call, context.services.dependencies(context.call),
                           std::span(&place, 1), {.followed = again})
          .front();
  add_running(outcome.body, environment.cluster, running, environment.deployed);
  if (const auto why = workflow::unseen(running)) add_once(outcome.notes, *why);
  if (running && *running && (*running)->exists) see_answer(context, outcome.body);
}

struct Shown {
  Outcome outcome;
  workflow::EnvironmentView view;
};

/// `again`: it is looked at again and again.
Shown shown(Context& context, const std::string& name, bool again) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  Outcome outcome{.kind = "environment"};
  look_first(context, name, outcome.notes);
  auto view = workflow::show_environment(deps, name);
  outcome.body = body_of(view, deps.application.chart.rule);
  see_running(context, view.environment, again, outcome);
  return {std::move(outcome), std::move(view)};
}

/// Until it is stopped, or the time is over.
Outcome watched(Context& context, const std::string& name, std::int64_t timeout_ms) {
  using std::chrono::seconds;
  constexpr Millis least = std::chrono::milliseconds(500);  // what changes does so in bursts
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  Clock& clock = deps.system.clock;
  const Tick end = timeout_ms > 0 ? clock.tick() + Millis(timeout_ms) : Tick::max();
  Alarm alarm;
  std::unique_ptr<core::Subscription> heard;
  while (clock.tick() < end) {
    const Shown now = shown(context, name, true);
    context.listener.on_event({"environment", to_document(now.outcome)});
    if (!heard && deps.clusters != nullptr)
      heard = deps.clusters->subscribe(now.view.environment.cluster, now.view.environment.ns,
                                       [&] { alarm.ring(Alarm::Ring::soon); });
    // A deployment, and whether the address answers, are not told of by the cluster.
    const Millis pace = now.view.running ? seconds(1) : heard ? seconds(10) : seconds(3);
    if (!alarm.pause(clock, std::min(end, clock.tick() + pace), least, context.call.stop))
      throw Interrupted{};
  }
  return {.kind = "watched"};
}

}  // namespace

Reply handle(Context& context, const EnvShowRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  (void)workflow::show_environment(context.services.dependencies(context.call), name);
  if (request.watch) return watched(context, name, request.timeout_ms);
  Shown now = shown(context, name, false);
  const auto& running = now.view.running;
  // One that nobody started yet could be followed for ever.
  const bool moves = running && running->status != core::DeploymentStatus::unknown;
  if (!moves || !request.wait) return std::move(now.outcome);
  return Following{.application = running->application,
                   .environment = running->environment,
                   .revision = running->revision,
                   .way = Way::only_look,
                   .timeout_ms = request.timeout_ms,
                   .says = Says::environment};
}

}  // namespace chatops::command

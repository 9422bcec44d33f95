// `env show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_show.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/running.hpp"
#include "command/run.hpp"
#include "core/error_json.hpp"

namespace chatops::command {

void read(EnvShowRequest& request, const ParsedArgs& args, const Around& around) {
  request.environment = environment(args);
  request.watch = waits(args, around.terminal);
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
void see_running(Context& context, const core::Environment& environment, Outcome& outcome) {
  const workflow::Placed place{environment.cluster, environment.ns};
  const auto running =
      workflow::running_in(context.call, context.services.dependencies(context.call),
                           std::span(&place, 1))
          .front();
  add_running(outcome.body, environment.cluster, running, environment.deployed);
  if (const auto why = workflow::unseen(running)) add_once(outcome.notes, *why);
  if (running && *running && (*running)->exists) see_answer(context, outcome.body);
}

}  // namespace

Reply handle(Context& context, const EnvShowRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  (void)workflow::show_environment(deps, name);
  Outcome outcome{.kind = "environment"};
  look_first(context, name, outcome.notes);
  const auto view = workflow::show_environment(deps, name);
  outcome.body = body_of(view, deps.application.chart.rule);
  see_running(context, view.environment, outcome);
  // One that nobody started yet could be watched for ever.
  const bool moves = view.running && view.running->status != core::DeploymentStatus::unknown;
  if (moves && request.watch) {
    return Following{.application = view.running->application,
                     .environment = view.running->environment,
                     .revision = view.running->revision,
                     .way = Way::only_look,
                     .timeout_ms = request.timeout_ms,
                     .says = Says::environment};
  }
  return outcome;
}

}  // namespace chatops::command

// `env show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_show.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(EnvShowRequest& request, const ParsedArgs& args, const Around& around) {
  request.environment = environment(args);
  request.watch = waits(args, around.terminal);
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const EnvShowRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  (void)workflow::show_environment(deps, name);
  Outcome outcome{.kind = "environment"};
  look_first(context, name, outcome.notes);
  const auto view = workflow::show_environment(deps, name);
  outcome.body = body_of(view, deps.application.chart.rule);
  // One that nobody started yet could be watched for ever.
  const bool moves = view.newest && !core::finished(view.newest->status) &&
                     view.newest->status != core::DeploymentStatus::unknown &&
                     outcome.body["waits_to_start"] != true;
  if (moves && request.watch) {
    return Following{.application = view.newest->application,
                     .environment = view.newest->environment,
                     .revision = view.newest->revision,
                     .way = Way::only_look,
                     .timeout_ms = request.timeout_ms,
                     .says = Says::environment};
  }
  return outcome;
}

}  // namespace chatops::command

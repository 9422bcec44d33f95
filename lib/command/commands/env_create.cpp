// `env create`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_create.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(EnvCreateRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.positionals[0];
  request.environment_class = args.get("class");
  request.iteration = args.get("iteration");
  request.parameters = key_values(args, "param");
}

Reply handle(Context& context, const EnvCreateRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  workflow::create_environment(context.call, deps,
                               {.name = request.environment,
                                .environment_class = request.environment_class,
                                .iteration = request.iteration,
                                .ns = {},
                                .domain = {},
                                .parameters = request.parameters,
                                .actor = context.envelope.actor});
  return Outcome{.kind = "environment",
                 .body = body_of(workflow::show_environment(deps, request.environment),
                                 deps.application.chart.rule)};
}

}  // namespace chatops::command

// `env create`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_create.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(EnvCreateRequest& request, const Words& words, const Around&) {
  request.environment = words.positionals[0];
  request.environment_class = words.get("class");
  request.iteration = words.get("iteration");
  request.parameters = key_values(words);
}

Reply handle(Context& context, const EnvCreateRequest& request) {
  workflow::World& world = context.services.world(context.call);
  workflow::create_environment(context.call, world,
                               {.name = request.environment,
                                .environment_class = request.environment_class,
                                .iteration = request.iteration,
                                .ns = {},
                                .domain = {},
                                .parameters = request.parameters,
                                .actor = context.envelope.actor});
  return Outcome{.kind = "environment",
                 .body = body_of(workflow::show_environment(world, request.environment),
                                 world.application.chart.rule)};
}

}  // namespace chatops::command

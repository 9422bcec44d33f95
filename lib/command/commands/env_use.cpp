// `env use`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_use.hpp"

#include "command/run.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

void read(EnvUseRequest& request, const Words& words, const Around&) {
  request.environment = words.positionals.empty() ? "" : words.positionals[0];
  request.clear = words.has("clear");
  if (request.clear && !request.environment.empty()) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", request.environment}, {"other", "--clear"}});
  }
}

Reply handle(Context& context, const EnvUseRequest& request) {
  workflow::World& world = context.services.world(context.call);
  const std::string& folder = context.envelope.place.folder;
  if (request.clear) {
    workflow::use_environment(world, folder, "");
  } else if (!request.environment.empty()) {
    workflow::show_environment(world, request.environment);
    workflow::use_environment(world, folder, request.environment);
  }
  return Outcome{
      .kind = "used",
      .body = {{"environment", workflow::used_environment(world, folder)}, {"checkout", folder}}};
}

}  // namespace chatops::command

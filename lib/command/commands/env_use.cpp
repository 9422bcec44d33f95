// `env use`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_use.hpp"

#include "command/run.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

void read(EnvUseRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.positionals.empty() ? "" : args.positionals[0];
  request.clear = args.has("clear");
  if (request.clear && !request.environment.empty()) {
    throw Error(Reason::usage_conflicting_options,
                {{"what", request.environment}, {"other", "--clear"}});
  }
}

Reply handle(Context& context, const EnvUseRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string& folder = context.envelope.place.folder;
  if (request.clear) {
    workflow::use_environment(deps, folder, "");
  } else if (!request.environment.empty()) {
    workflow::show_environment(deps, request.environment);
    workflow::use_environment(deps, folder, request.environment);
  }
  return Outcome{
      .kind = "used",
      .body = {{"environment", workflow::used_environment(deps, folder)}, {"checkout", folder}}};
}

}  // namespace chatops::command

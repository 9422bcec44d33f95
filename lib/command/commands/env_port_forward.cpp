// `env port-forward`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_port_forward.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/forwarding.hpp"
#include "command/run.hpp"
#include "workflow/environments.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

void read(EnvPortForwardRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = args.positionals.front();
  request.ports.assign(args.positionals.begin() + 1, args.positionals.end());
  for (const std::string& port : request.ports) (void)forwarded(port);
}

Reply handle(Context& context, const EnvPortForwardRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  const auto view = workflow::show_environment(deps, name);
  core::ForwardQuestion question{.cluster = view.environment.cluster,
                                 .ns = view.environment.ns,
                                 .component = workflow::sought_component(deps, request.component),
                                 .ports = {}};
  for (const std::string& port : request.ports) question.ports.push_back(forwarded(port));
  return forward_until_stopped(context, name, question);
}

}  // namespace chatops::command

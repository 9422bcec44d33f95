// `dev status`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_status.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/dev.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

void read(DevStatusRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
}

Reply handle(Context& context, const DevStatusRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  const auto view = workflow::show_environment(deps, name);
  nlohmann::json items = nlohmann::json::array();
  const auto& place = view.environment;
  for (const auto& session :
       context.services.dev_mode(context.call).sessions(context.call, place.cluster, place.ns))
    items.push_back(body_of(session));
  return Outcome{.kind = "dev_sessions",
                 .body = {{"environment", name}, {"items", std::move(items)}}};
}

}  // namespace chatops::command

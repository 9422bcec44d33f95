// `env list`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_list.hpp"

#include "command/handlers/bodies.hpp"
#include "command/handlers/deploying.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(EnvListRequest& request, const ParsedArgs& args, const Around&) {
  request.all = args.has("all");
}

Reply handle(Context& context, const EnvListRequest& request) {
  Outcome outcome{.kind = "environments", .body = {{"items", json::array()}}};
  look_first(context, "", outcome.notes);
  for (const auto& view :
       workflow::list_environments(context.services.dependencies(context.call), request.all)) {
    outcome.body["items"].push_back(brief_of(view));
  }
  return outcome;
}

}  // namespace chatops::command

// `env history`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_history.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(EnvHistoryRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = environment(args);
  request.limit = number(args, "limit", 20);
}

Reply handle(Context& context, const EnvHistoryRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  Outcome outcome{.kind = "history", .body = {{"environment", name}, {"items", json::array()}}};
  look_first(context, name, outcome.notes);
  for (const auto& deployment : workflow::history(context.services.dependencies(context.call), name,
                                                  static_cast<int>(request.limit))) {
    outcome.body["items"].push_back(body_of(deployment));
  }
  return outcome;
}

}  // namespace chatops::command

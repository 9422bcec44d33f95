// `env list`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_list.hpp"

#include "command/handlers/bodies.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/running.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(EnvListRequest& request, const ParsedArgs& args, const Around&) {
  request.all = args.has("all");
}

Reply handle(Context& context, const EnvListRequest& request) {
  Outcome outcome{.kind = "environments", .body = {{"items", json::array()}}};
  look_first(context, "", outcome.notes);
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const auto environments = workflow::list_environments(deps, request.all);
  std::vector<workflow::Placed> places;
  for (const auto& one : environments)
    places.push_back({one.environment.cluster, one.environment.ns});
  const auto running = workflow::running_in(context.call, deps, places);
  for (std::size_t i = 0; i < environments.size(); ++i) {
    json line = brief_of(environments[i]);
    line["cluster"] = cluster_of(places[i].cluster, running[i]);
    if (running[i] && !*running[i]) add_once(outcome.notes, running[i]->error());
    outcome.body["items"].push_back(std::move(line));
  }
  return outcome;
}

}  // namespace chatops::command

// `dev list`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_list.hpp"

#include <map>

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"
#include "workflow/dev_sessions.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

namespace {

using Named = std::map<std::string, std::string>;  // environments by their namespaces

}  // namespace

void read(DevListRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const DevListRequest&) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  std::map<std::string, Named> clusters;
  for (const auto& one : workflow::list_environments(deps, false))
    clusters[one.environment.cluster][one.environment.ns] = one.environment.name;
  Outcome out{.kind = "dev_list", .body = {{"items", nlohmann::json::array()}}};
  for (const auto& [cluster, environments] : clusters) {
    std::vector<std::string> namespaces;
    for (const auto& one : environments) namespaces.push_back(one.first);
    try {
      core::DevMode& mode = context.services.dev_mode(context.call);
      for (const auto& session : workflow::sessions_of(context.call, mode, cluster, namespaces)) {
        const auto found = environments.find(session.ns);
        if (found == environments.end()) continue;  // of another application
        auto line = body_of(session);
        line["environment"] = found->second;
        out.body["items"].push_back(std::move(line));
      }
    } catch (const Error& error) {
      add_once(out.notes, error);
    }
  }
  return out;
}

}  // namespace chatops::command

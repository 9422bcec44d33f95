// `serve status`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/serve_status.hpp"

#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ServeStatusRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const ServeStatusRequest&) {
  const core::ServerStatus status = context.services.server().status(context.call);
  json keys = json::array();
  for (const core::KeyLine& line : status.keys) {
    keys.push_back({{"key", line.key},
                    {"project", line.project},
                    {"state", line.state},
                    {"due_in_ms", line.due_in_ms},
                    {"failures", line.failures},
                    {"since", to_rfc3339(line.since)},
                    {"error", line.error ? to_document(*line.error) : json()}});
  }
  return Outcome{.kind = "server",
                 .body = {{"pid", status.pid},
                          {"since", to_rfc3339(status.since)},
                          {"url", status.url},
                          {"version", status.version},
                          {"applications", status.applications},
                          {"projects", status.projects},
                          {"keys", std::move(keys)},
                          {"outbox_waiting", status.outbox_waiting},
                          {"connections", status.connections},
                          {"requests", status.requests},
                          {"deliveries", status.deliveries},
                          {"refused_deliveries", status.refused_deliveries}}};
}

}  // namespace chatops::command

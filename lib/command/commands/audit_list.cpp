// `audit list`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/audit_list.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"
#include "core/store/audit.hpp"

namespace chatops::command {

using nlohmann::json;

void read(AuditListRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.limit = number(args, "limit", 20);
}

Reply handle(Context& context, const AuditListRequest& request) {
  std::vector<core::AuditEntry> entries;
  context.services.dependencies(context.call).store.read([&](core::Tx& tx) {
    entries = tx.audit().list(request.environment, 0, static_cast<int>(request.limit));
  });
  Outcome outcome{.kind = "audit", .body = {{"items", json::array()}}};
  for (const core::AuditEntry& entry : entries) outcome.body["items"].push_back(body_of(entry));
  return outcome;
}

}  // namespace chatops::command

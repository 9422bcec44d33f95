// `auth status`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/auth_status.hpp"

#include "command/handlers/credentials.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(AuthStatusRequest& request, const ParsedArgs& args, const Around&) {
  request.offline = args.has("offline");
}

Reply handle(Context& context, const AuthStatusRequest& request) {
  Outcome outcome{.kind = "credentials", .body = {{"items", json::array()}}};
  for (const core::Credential& c :
       context.services.accounts().status(context.call, request.offline)) {
    outcome.body["items"].push_back(document_of(c));
    const bool bad = c.state == "refused" || c.state == "missing";
    if (c.why && bad && !outcome.error) {
      outcome.error = c.why;
    } else if (c.why) {
      add_once(outcome.notes, *c.why);
    }
  }
  return outcome;
}

}  // namespace chatops::command

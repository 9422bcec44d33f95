// `auth logout`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/auth_logout.hpp"

#include "command/commands/reading.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(AuthLogoutRequest& request, const ParsedArgs& args, const Around&) {
  read_system(args, request.system, request.host);
  request.use = one_of(args, "for", "ci", "cd");
}

Reply handle(Context& context, const AuthLogoutRequest& request) {
  const core::LoggedOut done = context.services.accounts().log_out(
      context.call, {request.system, request.host, request.use});
  Outcome outcome{.kind = "logout",
                  .body = {{"system", request.system},
                           {"host", done.host},
                           {"use", request.use},
                           {"removed", done.removed}}};
  outcome.notes = done.notes;
  return outcome;
}

}  // namespace chatops::command

// `serve login NAME`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/serve_login.hpp"

#include "command/run.hpp"

namespace chatops::command {

void read(ServeLoginRequest& request, const ParsedArgs& args, const Around&) {
  request.name = args.positionals.at(0);
}

Reply handle(Context& context, const ServeLoginRequest& request) {
  return Outcome{
      .kind = "login_link",
      .body = {{"name", request.name},
               {"url", context.services.server().login_link(context.call, request.name)}}};
}

}  // namespace chatops::command

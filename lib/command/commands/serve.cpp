// `serve`: how it is read and done. The one command that stays for as long as it is not stopped.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/serve.hpp"

#include "command/handlers/findings.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ServeRequest& request, const ParsedArgs& args, const Around&) {
  request.config = args.get("config");
  request.listen = args.get("listen");
  request.applications = args.all("application");
  request.check = args.has("check");
}

Reply handle(Context& context, const ServeRequest& request) {
  const core::ServeOptions options{
      .config = request.config, .listen = request.listen, .applications = request.applications};
  core::ServerHost& host = context.services.server_host();
  if (request.check) return findings_outcome(host.check(context.call, options));
  host.run(context.call, options, [&](const core::Serving& serving) {
    context.listener.on_event({.kind = "serving",
                               .body = {{"url", serving.url},
                                        {"socket", serving.socket},
                                        {"applications", serving.applications},
                                        {"projects", serving.projects},
                                        {"problems", list_of(serving.problems)}}});
  });
  return Outcome{.kind = "served"};
}

}  // namespace chatops::command

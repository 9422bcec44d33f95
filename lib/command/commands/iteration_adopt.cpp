// `iteration adopt CODE…|--all`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/iteration_adopt.hpp"

#include "command/run.hpp"
#include "core/codec.hpp"

namespace chatops::command {

using nlohmann::json;

void read(IterationAdoptRequest& request, const ParsedArgs& args, const Around&) {
  request.codes = args.positionals;
  request.all = args.has("all");
  request.project = args.get("project");
  if (request.codes.empty() && !request.all)
    throw Error(Reason::usage_missing_argument, {{"what", "CODE"}, {"try", "--all"}});
  if (!request.codes.empty() && request.all)
    throw Error(Reason::usage_conflicting_options, {{"what", "CODE"}, {"other", "--all"}});
}

Reply handle(Context& context, const IterationAdoptRequest& request) {
  core::ServerControl& server = context.services.server();
  Outcome outcome{.kind = "iterations", .body = {{"items", json::array()}}};
  const auto add = [&](const std::string& code) {
    for (const auto& row : server.adopt(context.call, request.project, code, request.all))
      outcome.body["items"].push_back(json(row.last));
  };
  if (request.all) add("");
  for (const std::string& code : request.codes) add(code);
  return outcome;
}

}  // namespace chatops::command

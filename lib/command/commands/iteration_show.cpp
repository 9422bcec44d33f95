// `iteration show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/iteration_show.hpp"

#include "command/run.hpp"
#include "core/codec.hpp"

namespace chatops::command {

using nlohmann::json;

void read(IterationShowRequest& request, const ParsedArgs& args, const Around&) {
  request.code = args.positionals[0];
}

Reply handle(Context& context, const IterationShowRequest& request) {
  core::Tracker& tracker = context.services.tracker(context.call);
  auto iteration = tracker.iteration(context.call, request.code);
  if (!iteration && iteration.error().reason == Reason::outside_not_found) {
    throw Error(Reason::unknown_iteration, {{"what", request.code}});
  }
  json body = json(value_or_throw(std::move(iteration)));
  body["issues"] = json::array();
  for (const auto& issue : value_or_throw(
           tracker.issues_without_watchers(context.call, body.value("code", request.code)))) {
    body["issues"].push_back(json(issue));
  }
  return Outcome{.kind = "iteration", .body = std::move(body)};
}

}  // namespace chatops::command

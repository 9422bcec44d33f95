// `iteration start`, `iteration complete` and `iteration reopen`: how they are read and done. By
// the tracker; what follows from it is the server's, which reads it there.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/iteration_start.hpp"

#include "command/commands/iteration_complete.hpp"
#include "command/commands/iteration_reopen.hpp"
#include "command/commands/reading.hpp"
#include "command/run.hpp"
#include "core/codec.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

Reply moved_on(Context& context, std::string_view path, const std::string& code,
               core::IterationMove how, const std::string& unfinished = {}) {
  if (code.empty()) missing("CODE", path);
  auto moved = context.services.tracker(context.call).move(context.call, code, how, unfinished);
  if (!moved && moved.error().reason == Reason::outside_not_found)
    throw Error(Reason::unknown_iteration, {{"what", code}});
  Outcome outcome{.kind = "iterations", .body = {{"items", json::array()}}};
  outcome.body["items"].push_back(json(value_or_throw(std::move(moved))));
  return outcome;
}

}  // namespace

void read(IterationStartRequest& request, const ParsedArgs& args, const Around&) {
  if (!args.positionals.empty()) request.code = args.positionals.front();
}
void read(IterationCompleteRequest& request, const ParsedArgs& args, const Around&) {
  if (!args.positionals.empty()) request.code = args.positionals.front();
  request.move_open = args.get("move-open");
}
void read(IterationReopenRequest& request, const ParsedArgs& args, const Around&) {
  if (!args.positionals.empty()) request.code = args.positionals.front();
}

Reply handle(Context& context, const IterationStartRequest& request) {
  return moved_on(context, IterationStartRequest::row.path, request.code,
                  core::IterationMove::start);
}
Reply handle(Context& context, const IterationCompleteRequest& request) {
  return moved_on(context, IterationCompleteRequest::row.path, request.code,
                  core::IterationMove::complete, request.move_open);
}
Reply handle(Context& context, const IterationReopenRequest& request) {
  return moved_on(context, IterationReopenRequest::row.path, request.code,
                  core::IterationMove::reopen);
}

}  // namespace chatops::command

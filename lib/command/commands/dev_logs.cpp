// `dev logs`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_logs.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"
#include "command/handlers/logging.hpp"

namespace chatops::command {

void read(DevLogsRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
  request.follow = args.has("follow");
  request.tail = number(args, "tail", lines_of_each);
}

Reply handle(Context& context, const DevLogsRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  core::LogQuestion question{
      .cluster = target.place.cluster,
      .ns = target.place.ns,
      .components = {context.services.dev_mode(context.call).sought(context.call, target.place)}};
  if (request.tail > 0) question.tail = request.tail;
  return tell_logs(context, target.environment, question, request.follow);
}

}  // namespace chatops::command

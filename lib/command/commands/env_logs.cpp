// `env logs`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_logs.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/logging.hpp"
#include "command/run.hpp"
#include "workflow/environments.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

void read(EnvLogsRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.components = args.positionals;
  if (args.has("all") == !request.components.empty())
    throw Error(request.components.empty() ? Reason::usage_missing_argument
                                           : Reason::usage_conflicting_options,
                {{"what", request.components.empty() ? "COMPONENT | --all" : "--all"},
                 {"other", "COMPONENT"}});
  contradict(args, "follow", "previous");
  request.follow = args.has("follow");
  request.previous = args.has("previous");
  request.since_ms = span_ms(args, "since");
  request.tail = number(args, "tail", request.since_ms > 0 ? 0 : lines_of_each);
}

Reply handle(Context& context, const EnvLogsRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  const auto view = workflow::show_environment(deps, name);
  core::LogQuestion question = workflow::log_question(deps, view.environment, request.components);
  question.previous = request.previous;
  if (request.since_ms > 0) question.since = Millis(request.since_ms);
  if (request.tail > 0) question.tail = request.tail;
  return tell_logs(context, name, question, request.follow);
}

}  // namespace chatops::command

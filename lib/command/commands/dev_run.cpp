// `dev run`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_run.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

void read(DevRunRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  const bool named = args.before_dashes > 0;
  if (named) request.component = args.positionals.front();
  request.argv.assign(args.positionals.begin() + (named ? 1 : 0), args.positionals.end());
  request.variables = key_values(args, "variable");
  request.watch = args.has("watch");
}

Reply handle(Context& context, const DevRunRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  const auto& argv = request.argv.empty() ? target.settings.run : request.argv;
  if (argv.empty())
    throw Error(Reason::dev_no_command, {{"what", target.place.component.name}, {"why", "run"}});
  return attended(context, target,
                  {.programs = {argv},
                   .environment = {request.variables.begin(), request.variables.end()},
                   .logged = true,
                   .watch = request.watch});
}

}  // namespace chatops::command

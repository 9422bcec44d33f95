// `env exec`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_exec.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/run.hpp"
#include "workflow/environments.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

void read(EnvExecRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.container = args.get("container");
  request.component = args.positionals.front();
  request.argv.assign(args.positionals.begin() + 1, args.positionals.end());
}

Reply handle(Context& context, const EnvExecRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  const auto view = workflow::show_environment(deps, name);
  if (context.console == nullptr) {
    throw Error(Reason::command_not_here,
                {{"what", std::string(EnvExecRequest::row.path)}, {"why", "runs_local"}});
  }
  const core::ProgramQuestion question{
      .cluster = view.environment.cluster,
      .ns = view.environment.ns,
      .component = workflow::sought_component(deps, request.component),
      .container = request.container,
      .argv = request.argv,
      .input = true,
      .terminal = context.console->terminal()};
  const auto program = value_or_throw(workflow::clusters_of(deps).exec(context.call, question));
  const int code = value_or_throw(
      context.console->attend(context.call, *program, question.terminal.has_value()));
  return Outcome{.kind = "exec",
                 .body = {{"environment", name}, {"component", request.component}},
                 .error = std::nullopt,
                 .notes = {},
                 .code = code};
}

}  // namespace chatops::command

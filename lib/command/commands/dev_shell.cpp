// `dev shell`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_shell.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

void read(DevShellRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
}

Reply handle(Context& context, const DevShellRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  std::vector<std::vector<std::string>> shells{{"bash"}, {"sh"}};
  if (!target.settings.shell.empty()) shells = {target.settings.shell};
  return attended(context, target, {.programs = std::move(shells)});
}

}  // namespace chatops::command

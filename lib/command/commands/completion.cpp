// `completion`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/completion.hpp"

#include "command/run.hpp"
#include "command/table/shell_scripts.hpp"

namespace chatops::command {

void read(CompletionRequest& request, const ParsedArgs& args, const Around&) {
  request.shell = args.positionals[0];
}

Reply handle(Context&, const CompletionRequest& request) {
  const auto script = table::shell_script(request.shell);
  if (!script) {
    throw Error(Reason::usage_bad_value,
                {{"what", "SHELL"}, {"value", request.shell}, {"try", "bash, zsh, fish"}});
  }
  return Outcome{.kind = "help", .body = {{"text", std::string(*script)}}};
}

}  // namespace chatops::command

// `sandbox stop`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/sandbox_stop.hpp"

#include "command/handlers/sandbox.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(SandboxStopRequest& request, const ParsedArgs& args, const Around&) {
  request.directory = args.get("directory");
  request.forget = args.has("forget");
}

Reply handle(Context& context, const SandboxStopRequest& request) {
  return outcome_of(
      context.services.sandbox().stop(context.call, request.directory, request.forget));
}

}  // namespace chatops::command

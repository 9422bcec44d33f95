// `sandbox status`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/sandbox_status.hpp"

#include "command/handlers/sandbox.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(SandboxStatusRequest& request, const ParsedArgs& args, const Around&) {
  request.directory = args.get("directory");
}

Reply handle(Context& context, const SandboxStatusRequest& request) {
  return outcome_of(context.services.sandbox().status(request.directory));
}

}  // namespace chatops::command

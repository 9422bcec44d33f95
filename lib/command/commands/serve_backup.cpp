// `serve backup FILE`: how it is read and done. By this process, whether a server runs or not: it
// only reads the state, and the file is the caller's.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/serve_backup.hpp"

#include "command/run.hpp"

namespace chatops::command {

void read(ServeBackupRequest& request, const ParsedArgs& args, const Around&) {
  request.file = args.positionals.at(0);
  request.replace = args.has("replace");
}

Reply handle(Context& context, const ServeBackupRequest& request) {
  context.services.server_host().back_up(context.call, request.file, request.replace);
  return Outcome{.kind = "backup", .body = {{"file", request.file}}};
}

}  // namespace chatops::command

// `version`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/version.hpp"

#include "command/run.hpp"

namespace chatops::command {

void read(VersionRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context&, const VersionRequest&) {
  return Outcome{.kind = "version", .body = {{"version", CHATOPS_VERSION}, {"schema_version", 1}}};
}

}  // namespace chatops::command

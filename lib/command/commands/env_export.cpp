// `env export`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_export.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/run.hpp"
#include "workflow/export.hpp"

namespace chatops::command {

void read(EnvExportRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = environment(args);
}

Reply handle(Context& context, const EnvExportRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  const auto found =
      workflow::export_environment(context.call, context.services.dependencies(context.call), name);
  Outcome outcome{.kind = "export", .body = workflow::to_document(found)};
  for (const auto& [component, parameter] : found.by_parameter) {
    Args args{{"what", component}};
    if (!parameter.empty()) args.set("where", parameter);
    outcome.notes.emplace_back(Reason::version_by_parameter, std::move(args));
  }
  return outcome;
}

}  // namespace chatops::command

// `env values`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_values.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/run.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

void read(EnvValuesRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = environment(args);
}

Reply handle(Context& context, const EnvValuesRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  const auto view =
      workflow::environment_values(context.call, context.services.dependencies(context.call), name);
  const core::MergedValues& shown = view.seen ? *view.seen : view.delivered;
  auto origins = shown.origins;
  origins.insert(view.delivered.origins.begin(), view.delivered.origins.end());
  Outcome outcome{.kind = "values",
                  .body = {{"environment", name},
                           {"values", shown.tree},
                           {"origins", std::move(origins)},
                           {"delivered", view.delivered.tree},
                           {"delivered_digest", view.delivered.digest()},
                           {"text", view.seen ? view.seen_yaml : view.delivered_yaml},
                           {"with_chart", view.seen.has_value()}}};
  if (view.unseen) outcome.notes.push_back(*view.unseen);
  outcome.notes.insert(outcome.notes.end(), view.remarks.begin(), view.remarks.end());
  return outcome;
}

}  // namespace chatops::command

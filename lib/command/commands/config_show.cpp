// `config show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/config_show.hpp"

#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ConfigShowRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const ConfigShowRequest&) {
  const ConfigReport report = context.services.configuration(context.call);
  Outcome outcome{.kind = "settings", .body = {{"items", json::array()}, {"files", report.files}}};
  for (const Setting& s : report.settings) {
    outcome.body["items"].push_back({{"name", s.name},
                                     {"value", s.secret ? json() : json(s.value)},
                                     {"secret", s.secret},
                                     {"origin", s.origin},
                                     {"detail", s.detail}});
  }
  outcome.notes = report.problems;
  outcome.notes.insert(outcome.notes.end(), report.notes.begin(), report.notes.end());
  return outcome;
}

}  // namespace chatops::command

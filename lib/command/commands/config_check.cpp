// `config check`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/config_check.hpp"

#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ConfigCheckRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const ConfigCheckRequest&) {
  const ConfigReport report = context.services.configuration(context.call);
  Outcome outcome{
      .kind = "check",
      .body = {{"files", report.files},
               {"application", report.application.empty() ? json() : json(report.application)},
               {"problems", json::array()},
               {"ok", report.problems.empty()}}};
  outcome.notes = report.notes;
  for (const Error& problem : report.problems)
    outcome.body["problems"].push_back(to_document(problem));
  if (!report.problems.empty()) {
    outcome.error =
        report.problems.size() == 1 ? report.problems.front() : Error(Reason::config_invalid);
    if (report.problems.size() > 1) outcome.error->more = report.problems;
  }
  return outcome;
}

}  // namespace chatops::command

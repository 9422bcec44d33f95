// See logging.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/logging.hpp"

#include "base/text.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

json list_of_lines(std::string_view text) {
  json out = json::array();
  for (const std::string_view line : lines_of(text)) out.push_back(line);
  return out;
}

Outcome written(const std::string& environment, const std::vector<core::ContainerLog>& logs) {
  Outcome out{.kind = "logs",
              .body = {{"environment", environment}, {"items", json::array()}},
              .error = std::nullopt,
              .notes = {}};
  for (const core::ContainerLog& log : logs) {
    // One that has not started yet, or never restarted, has nothing to say.
    if (!log.text) {
      add_once(out.notes, log.text.error());
      continue;
    }
    out.body["items"].push_back({{"component", log.component},
                                 {"pod", log.pod},
                                 {"container", log.container},
                                 {"lines", list_of_lines(*log.text)}});
  }
  return out;
}

}  // namespace

Reply tell_logs(Context& context, const std::string& environment, const core::LogQuestion& question,
                bool follow) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  if (!follow)
    return written(environment,
                   value_or_throw(workflow::clusters_of(deps).logs(context.call, question)));
  core::LogReader reader;
  reader.take = [&](const core::LogLine& line) {
    context.listener.on_event(
        {.kind = "log",
         .body = {{"component", line.component}, {"pod", line.pod}, {"text", line.text}}});
    return true;
  };
  reader.joined = [&](const std::string& component, const std::string& pod) {
    context.listener.on_event(
        {.kind = "log_joined", .body = {{"component", component}, {"pod", pod}}});
  };
  value_or_throw(workflow::clusters_of(deps).follow_logs(context.call, question, reader));
  return Outcome{.kind = "logs",
                 .body = {{"environment", environment}, {"items", json::array()}},
                 .error = std::nullopt,
                 .notes = {}};
}

}  // namespace chatops::command

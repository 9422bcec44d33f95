// What was found, as data; problems make it an error.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/findings.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

/// What the commands cannot begin without, where a finding is of that: a word of the catalogue.
std::string_view missing_to_begin(const Finding& finding) {
  if (!finding.why) return {};
  const Reason reason = finding.why->reason;
  if (finding.check == "tokens" && reason == Reason::auth_missing) return "coding_token";
  if (finding.check == "application" && reason == Reason::application_not_found)
    return "application";
  return {};
}

std::string_view health_word(Health health) {
  switch (health) {
    case Health::ok: return "ok";
    case Health::note: return "note";
    case Health::problem: return "problem";
    case Health::unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace

Outcome findings_outcome(const Findings& findings) {
  Outcome outcome{.kind = "findings", .body = {{"items", json::array()}}};
  int problems = 0;
  json missing = json::array();
  for (const Finding& finding : findings) {
    json item = {{"check", finding.check},
                 {"health", health_word(finding.health)},
                 {"what", finding.what},
                 {"detail", finding.detail}};
    if (!finding.text.empty()) item["text"] = finding.text;
    if (finding.why) item["why"] = to_document(*finding.why);
    outcome.body["items"].push_back(std::move(item));
    if (finding.health == Health::problem) ++problems;
    if (const auto word = missing_to_begin(finding); !word.empty()) missing.push_back(word);
  }
  outcome.body["problems"] = problems;
  outcome.body["missing"] = std::move(missing);
  if (problems > 0)
    outcome.error = Error(Reason::doctor_found_problems, {{"count", std::to_string(problems)}});
  return outcome;
}

}  // namespace chatops::command

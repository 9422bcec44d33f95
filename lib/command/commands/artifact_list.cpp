// `artifact list`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/artifact_list.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"
#include "workflow/artifacts.hpp"

namespace chatops::command {

using nlohmann::json;

void read(ArtifactListRequest& request, const ParsedArgs& args, const Around&) {
  request.components = args.positionals;
  request.branch = args.get("branch");
  request.limit = number(args, "limit", 10);
  request.look = number(args, "look", 0);
}

Reply handle(Context& context, const ArtifactListRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  std::vector<std::string> components = request.components;
  if (components.empty()) {
    for (const auto& component : deps.application.components) components.push_back(component.name);
  }
  std::vector<workflow::ArtifactQuery> queries;
  queries.reserve(components.size());
  for (const std::string& name : components)
    queries.push_back(
        {name, request.branch, static_cast<int>(request.limit), static_cast<int>(request.look)});
  Outcome outcome{.kind = "artifacts", .body = {{"items", json::array()}}};
  for (const auto& found : workflow::list_artifacts(context.call, deps, queries)) {
    for (const auto& listed : found.artifacts) {
      json row = body_of(listed.candidate);
      row["component"] = found.component;
      row["problem"] = listed.problem ? to_document(*listed.problem) : json();
      outcome.body["items"].push_back(std::move(row));
    }
    for (const Error& remark : found.remarks) add_once(outcome.notes, remark);
    if (!found.unknown) continue;
    // What is there is shown; that something is missing is no success.
    if (outcome.error) {
      add_once(outcome.notes, *found.unknown);
    } else {
      outcome.error = *found.unknown;
    }
  }
  return outcome;
}

}  // namespace chatops::command

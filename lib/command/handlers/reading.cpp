// iteration list, show; artifact list, show.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/bodies.hpp"
#include "command/handlers/handlers.hpp"
#include "core/codec.hpp"
#include "workflow/artifacts.hpp"

namespace chatops::command {

using nlohmann::json;

Reply handle(Context& context, const IterationListRequest&) {
  Outcome outcome{.kind = "iterations", .body = {{"items", json::array()}}};
  for (const auto& iteration :
       value_or_throw(context.services.tracker(context.call).iterations(context.call))) {
    outcome.body["items"].push_back(json(iteration));
  }
  return outcome;
}

Reply handle(Context& context, const IterationShowRequest& request) {
  core::Tracker& tracker = context.services.tracker(context.call);
  auto iteration = tracker.iteration(context.call, request.code);
  if (!iteration && iteration.error().reason == Reason::outside_not_found) {
    throw Error(Reason::unknown_iteration, {{"what", request.code}});
  }
  json body = json(value_or_throw(std::move(iteration)));
  body["issues"] = json::array();
  for (const auto& issue :
       value_or_throw(tracker.issues(context.call, body.value("code", request.code)))) {
    body["issues"].push_back(json(issue));
  }
  return Outcome{.kind = "iteration", .body = std::move(body)};
}

Reply handle(Context& context, const ArtifactListRequest& request) {
  workflow::World& world = context.services.world(context.call);
  std::vector<std::string> components = request.components;
  if (components.empty()) {
    for (const auto& component : world.application.components) components.push_back(component.name);
  }
  std::vector<workflow::ArtifactQuery> queries;
  queries.reserve(components.size());
  for (const std::string& name : components)
    queries.push_back(
        {name, request.branch, static_cast<int>(request.limit), static_cast<int>(request.look)});
  Outcome outcome{.kind = "artifacts", .body = {{"items", json::array()}}};
  for (const auto& found : workflow::list_artifacts(context.call, world, queries)) {
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

Reply handle(Context& context, const ArtifactShowRequest& request) {
  const auto view = workflow::show_artifact(context.call, context.services.world(context.call),
                                            request.component, request.version);
  json body = body_of(core::Candidate{.artifact = view.artifact});
  body["labels"] = view.image.labels;
  body["platforms"] = view.image.platforms;
  body["registry_digest"] = view.image.digest;
  body["registry_size"] = view.image.size;
  body["environments"] = view.environments;
  return Outcome{.kind = "artifact", .body = std::move(body), .notes = view.remarks};
}

}  // namespace chatops::command

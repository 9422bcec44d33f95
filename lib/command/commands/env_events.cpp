// `env events`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_events.hpp"

#include <algorithm>

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/run.hpp"
#include "core/codec.hpp"
#include "workflow/environments.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

json time_text(const std::optional<Instant>& time) {
  return time ? json(to_rfc3339(*time)) : json();
}

json document_of(const core::ClusterEvent& event) {
  return {{"component", event.component}, {"object_kind", event.kind},
          {"object", event.object},       {"warning", event.warning},
          {"reason", event.reason},       {"message", event.message},
          {"count", event.count},         {"first", time_text(event.first)},
          {"last", time_text(event.last)}};
}

bool asked_for(const std::vector<std::string>& all, const std::string& one) {
  return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

void read(EnvEventsRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.components = args.positionals;
  request.warnings = args.has("warnings");
}

Reply handle(Context& context, const EnvEventsRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, request.environment);
  const auto view = workflow::show_environment(deps, name);
  for (const std::string& component : request.components)
    (void)workflow::sought_component(deps, component);
  const core::NamespaceQuestion question = workflow::namespace_question(deps, view.environment);
  const auto events = value_or_throw(workflow::clusters_of(deps).events(context.call, question));
  Outcome out{.kind = "events",
              .body = {{"environment", name}, {"items", json::array()}},
              .error = std::nullopt,
              .notes = {}};
  for (const core::ClusterEvent& event : events) {
    if (!asked_for(request.components, event.component)) continue;
    if (!request.warnings || event.warning) out.body["items"].push_back(document_of(event));
  }
  const workflow::Placed place{question.cluster, question.ns};
  const auto running = workflow::running_in(context.call, deps, std::span(&place, 1)).front();
  out.body["troubles"] = json::array();
  if (const auto why = workflow::unseen(running)) add_once(out.notes, *why);
  if (!running || !*running) return out;
  for (const core::Trouble& trouble : (*running)->troubles)
    if (asked_for(request.components, trouble.component)) out.body["troubles"].push_back(trouble);
  return out;
}

}  // namespace chatops::command

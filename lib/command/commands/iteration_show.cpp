// `iteration show`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/iteration_show.hpp"

#include <algorithm>
#include <functional>

#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/run.hpp"
#include "core/codec.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

constexpr int most_shown = 100;  ///< of an environment, newest first

/// Of every environment that the iteration ever had, retired ones too.
void add_history(core::Tx& tx, const std::string& application, const std::string& iteration,
                 json& body) {
  std::vector<core::AuditEntry> done;
  body["deployments"] = json::array();
  for (const auto& environment : tx.environments().list(application, true)) {
    if (environment.iteration != iteration) continue;
    for (const auto& row : tx.deployments().history(application, environment.name, most_shown)) {
      body["deployments"].push_back(body_of(row));
      body["deployments"].back()["environment"] = environment.name;
    }
    for (auto& entry : tx.audit().list(environment.name, 0, most_shown)) {
      if (entry.application == application) done.push_back(std::move(entry));
    }
  }
  std::ranges::sort(done, std::ranges::greater{}, &core::AuditEntry::sequence);
  body["audit"] = json::array();
  for (const auto& entry : done) body["audit"].push_back(body_of(entry));
}

}  // namespace

void read(IterationShowRequest& request, const ParsedArgs& args, const Around&) {
  if (!args.positionals.empty()) request.code = args.positionals.front();
  request.history = args.has("history");
}

Reply handle(Context& context, const IterationShowRequest& request) {
  if (request.code.empty()) missing("CODE", IterationShowRequest::row.path);
  core::Tracker& tracker = context.services.tracker(context.call);
  auto iteration = tracker.iteration(context.call, request.code);
  if (!iteration && iteration.error().reason == Reason::outside_not_found) {
    throw Error(Reason::unknown_iteration, {{"what", request.code}});
  }
  json body = json(value_or_throw(std::move(iteration)));
  body["issues"] = json::array();
  for (const auto& issue : value_or_throw(
           tracker.issues_without_watchers(context.call, body.value("code", request.code)))) {
    body["issues"].push_back(json(issue));
  }
  if (request.history) {
    workflow::Dependencies& deps = context.services.dependencies(context.call);
    deps.store.read([&](core::Tx& tx) {
      add_history(tx, deps.application.name, body.value("code", request.code), body);
    });
  }
  return Outcome{.kind = "iteration", .body = std::move(body)};
}

}  // namespace chatops::command

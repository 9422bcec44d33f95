// deploy, branch, rollback: from request to plan; deploying.hpp does the rest.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "command/handlers/bodies.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/handlers.hpp"
#include "workflow/branch.hpp"
#include "workflow/rollback.hpp"

namespace chatops::command {

namespace {

/// Depth and size of an export document are a person's file: capped all the same.
workflow::Export imported(const std::string& text) {
  constexpr std::size_t cap = 8U << 20U;
  constexpr int depth_limit = 64;
  if (text.size() > cap) throw Error(Reason::config_too_large, {{"what", "--from"}});
  bool deep = false;
  const auto watch = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    deep = deep || depth > depth_limit;
    return !deep;
  };
  const auto document = nlohmann::json::parse(text, watch, false);
  if (deep || document.is_discarded()) {
    throw Error(Reason::usage_bad_value, {{"what", "--from"},
                                          {"why", deep ? "too_deep" : "not_json"},
                                          {"try", "chatops env export -o json"}});
  }
  return workflow::from_document(document);
}

std::vector<workflow::Wish> wishes_of(Context& context, const core::Application& application,
                                      const std::vector<WishedVersion>& wishes) {
  std::vector<workflow::Wish> out;
  for (const WishedVersion& w : wishes) {
    if (w.component != ".") {
      out.push_back({w.component, w.version, w.branch});
      continue;
    }
    const std::string repository = context.services.repository_here(context.call);
    for (const core::Component& component : application.components) {
      if (component.repository == repository) out.push_back({component.name, w.version, w.branch});
    }
  }
  return out;
}

core::PinMode mode_of(const std::string& word) {
  if (word == "pin") return core::PinMode::pin;
  if (word == "follow") return core::PinMode::follow;
  return core::PinMode::automatic;
}

}  // namespace

Reply handle(Context& context, const DeployRequest& request) {
  workflow::World& world = context.services.world(context.call);
  workflow::PlanRequest wanted;
  wanted.environment = chosen_environment(context, request.environment);
  wanted.wishes = wishes_of(context, world.application, request.wishes);
  wanted.mode = mode_of(request.mode);
  wanted.chart = request.chart;
  wanted.environment_class = request.environment_class;
  wanted.parameters = request.parameters;
  wanted.iteration = request.iteration;
  wanted.create = request.create;
  wanted.force = request.force;
  wanted.actor = context.services.actor(context.call);
  wanted.reason = request.reason;
  if (!request.from.empty()) wanted.from = imported(request.from);
  return carry_out(context, workflow::plan(context.call, world, wanted), request.going);
}

Reply handle(Context& context, const BranchRequest& request) {
  workflow::World& world = context.services.world(context.call);
  const std::string repository = request.repository.empty()
                                     ? context.services.repository_here(context.call)
                                     : request.repository;
  const workflow::BranchPlan found =
      workflow::plan_branch(context.call, world,
                            {.environment = chosen_environment(context, request.environment),
                             .repository = repository,
                             .branch = request.branch,
                             .actor = context.services.actor(context.call),
                             .reason = request.reason});
  if (request.deploy || request.going.dry_run) return carry_out(context, found.plan, request.going);
  workflow::remember(context.call, world, found.plan);
  Outcome outcome{.kind = "plan",
                  .body = body_of(found.plan, world.application.chart.rule),
                  .error = std::nullopt,
                  .notes = found.plan.warnings};
  outcome.body["remembered"] = true;
  outcome.body["branch"] = {
      {"repository", repository},
      {"branch", request.branch},
      {"components", found.components},
      {"head", found.head ? nlohmann::json(found.head->commit) : nlohmann::json()}};
  return outcome;
}

Reply handle(Context& context, const RollbackRequest& request) {
  workflow::World& world = context.services.world(context.call);
  workflow::RollbackRequest wanted{.environment = chosen_environment(context, request.environment),
                                   .revision = std::nullopt,
                                   .actor = context.services.actor(context.call),
                                   .reason = request.reason};
  if (request.revision > 0) wanted.revision = request.revision;
  return carry_out(context, workflow::plan_rollback(context.call, world, wanted).plan,
                   request.going);
}

}  // namespace chatops::command

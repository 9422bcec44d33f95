// deploy, branch, rollback: from request to plan; deploying.hpp does the rest.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "command/form_card.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/handlers.hpp"
#include "workflow/branch.hpp"
#include "workflow/rollback.hpp"

namespace chatops::command {

using nlohmann::json;

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

core::PinMode mode_of(const std::string& word) {
  if (word == "pin") return core::PinMode::pin;
  if (word == "follow") return core::PinMode::follow;
  return core::PinMode::automatic;
}

std::vector<workflow::Wish> wishes_of(Context& context, const core::Application& application,
                                      const std::vector<WishedVersion>& wishes) {
  std::vector<workflow::Wish> out;
  for (const WishedVersion& w : wishes) {
    if (w.component != ".") {
      out.push_back({w.component, w.version, w.branch, mode_of(w.mode)});
      continue;
    }
    const std::string repository = context.services.repository_here(context.call);
    for (const core::Component& component : application.components) {
      if (component.repository == repository)
        out.push_back({component.name, w.version, w.branch, mode_of(w.mode)});
    }
  }
  return out;
}

workflow::PlanRequest plan_request(Context& context, const DeployRequest& request) {
  workflow::World& world = context.services.world(context.call);
  workflow::PlanRequest wanted;
  wanted.environment = chosen_environment(context, request.environment);
  wanted.wishes = wishes_of(context, world.application, request.wishes);
  wanted.mode = mode_of(request.mode);
  wanted.chart = request.chart;
  wanted.chart_mode = mode_of(request.chart_mode);
  wanted.environment_class = request.environment_class;
  wanted.parameters = request.parameters;
  wanted.iteration = request.iteration;
  wanted.ns = request.ns;
  wanted.domain = request.domain;
  wanted.create = request.create;
  wanted.force = request.force;
  wanted.actor = context.services.actor(context.call);
  wanted.reason = request.reason;
  wanted.look = static_cast<int>(request.look);
  if (!request.from.empty()) wanted.from = imported(request.from);
  return wanted;
}

/// A question for the environment, where a form may be shown and none is chosen.
std::optional<Need> which_environment(Context& context, bool form, const std::string& given) {
  if (!form || !chosen_or_none(context, given).empty()) return std::nullopt;
  const auto places = workflow::places(context.call, context.services.world(context.call));
  if (places.empty()) return std::nullopt;
  return environment_need(places);
}

Need form_need(Context& context, const workflow::PlanRequest& wanted, std::vector<Error> notes) {
  workflow::World& world = context.services.world(context.call);
  // Taken first: what changes while the offer is made is a change too.
  std::string revision = workflow::offer_revision(world, wanted.environment);
  const workflow::Offer offer = workflow::offer(context.call, world, wanted);
  // What is lacking can be put right in the form; what else stands in the way cannot.
  const auto refused = workflow::refusal(offer.plan);
  if (refused && refused->reason != Reason::branch_without_artifact) throw Error(*refused);
  for (const auto* told : {&offer.plan.objections, &offer.plan.warnings})
    notes.insert(notes.end(), told->begin(), told->end());
  return {form_card(world.application, offer, std::move(revision)),
          body_of(offer.plan, world.application.chart.rule), "plan", std::nullopt,
          std::move(notes)};
}

Reply through_form(Context& context, const DeployRequest& request,
                   const workflow::PlanRequest& wanted) {
  workflow::World& world = context.services.world(context.call);
  if (!request.answer) return form_need(context, wanted, {});
  if (request.answer->revision != workflow::offer_revision(world, wanted.environment)) {
    return form_need(context, wanted, {Error(Reason::form_stale, {{"what", wanted.environment}})});
  }
  const workflow::Plan plan = workflow::plan(context.call, world, wanted);
  if (request.answer->button == "remember") return remembered(context, plan);
  std::vector<Error> differs = unseen(world.application, request, plan);
  Going going = request.going;
  if (differs.empty()) going.confirmed = workflow::identity_of(plan);
  return carry_out(context, plan, going, std::move(differs));
}

}  // namespace

Reply handle(Context& context, const DeployRequest& request) {
  if (auto need = which_environment(context, request.form, request.environment)) return *need;
  const workflow::PlanRequest wanted = plan_request(context, request);
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  if (request.form) return through_form(context, request, wanted);
  const workflow::Plan plan =
      workflow::plan(context.call, context.services.world(context.call), wanted);
  return carry_out(context, plan, request.going, std::move(notes));
}

Reply handle(Context& context, const BranchRequest& request) {
  if (auto need = which_environment(context, request.form, request.environment)) return *need;
  workflow::World& world = context.services.world(context.call);
  const std::string repository = request.repository.empty()
                                     ? context.services.repository_here(context.call)
                                     : request.repository;
  const workflow::BranchRequest wanted{
      .environment = chosen_environment(context, request.environment),
      .repository = repository,
      .branch = request.branch,
      .actor = context.services.actor(context.call),
      .reason = request.reason,
      .create = request.create,
      .iteration = request.iteration,
      .look = static_cast<int>(request.look)};
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  if (request.form) {
    const auto wishes = workflow::branch_wishes(context.call, world, wanted);
    if (!wishes.head) notes.push_back(wishes.head.error());
    return form_need(context, wishes.request, std::move(notes));
  }
  const workflow::BranchPlan found = workflow::plan_branch(context.call, world, wanted);
  if (request.deploy || request.going.dry_run) return carry_out(context, found.plan, request.going);
  Outcome outcome = remembered(context, found.plan);
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
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  const workflow::RollbackPlan found = workflow::plan_rollback(context.call, world, wanted);
  Reply reply = carry_out(context, found.plan, request.going, std::move(notes));
  // Told before the question: what is gone back to.
  json& body = std::holds_alternative<Need>(reply) ? std::get<Need>(reply).body
                                                   : std::get<Outcome>(reply).body;
  body["target"] = {{"revision", found.target.revision},
                    {"actor", found.target.actor.name},
                    {"reason", found.target.reason},
                    {"ended_at", to_rfc3339(found.target.ended_at)}};
  return reply;
}

}  // namespace chatops::command

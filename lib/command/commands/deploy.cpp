// `deploy`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/deploy.hpp"

#include <algorithm>

#include "command/commands/reading.hpp"
#include "command/form_answer.hpp"
#include "command/form_card.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/offering.hpp"
#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

/// Depth and size of an export document are a person's file: capped all the same.
workflow::Export imported(const std::string& text) {
  constexpr std::size_t cap = 8U << 20U;
  constexpr int depth_limit = 64;
  if (text.size() > cap) throw Error(Reason::config_too_large, {{"what", "--from"}});
  bool deep = false;
  const auto watch = [&](int depth, json::parse_event_t, json&) {
    deep = deep || depth > depth_limit;
    return !deep;
  };
  const auto document = json::parse(text, watch, false);
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
    const std::string repository =
        value_or_throw(repository_of(application, context.envelope.place));
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
  wanted.actor = context.envelope.actor;
  wanted.reason = request.reason;
  wanted.look = static_cast<int>(request.look);
  if (!request.from.empty()) wanted.from = imported(request.from);
  return wanted;
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

bool DeployRequest::reads_place() const {
  return environment.empty() ||
         std::any_of(wishes.begin(), wishes.end(),
                     [](const WishedVersion& one) { return one.component == "."; });
}

void read(DeployRequest& request, const Words& words, const Around& around) {
  contradict(words, "pin", "follow");
  request.environment = words.get("environment");
  for (const std::string& text : words.positionals) request.wishes.push_back(wish(text));
  request.mode = words.has("pin") ? "pin" : words.has("follow") ? "follow" : "";
  request.chart = words.get("chart");
  request.environment_class = words.get("class");
  request.iteration = words.get("iteration");
  request.reason = words.get("reason");
  request.parameters = key_values(words);
  request.create = words.has("create");
  request.force = words.has("force");
  if (words.has("from")) request.from = value_or_throw(around.read_file(words.get("from")));
  request.look = number(words, "look", 0);
  request.going = going(words);
  request.form = request.wishes.empty() && leaves_open(words, around);
}

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

void take(DeployRequest& request, const Need& need, Given given) {
  if (need.card.kind == "environment") {
    take_environment(request, need, given.answer);
  } else if (card::is_form(need.card)) {
    take_form(request, need, std::move(given.answer));
  } else {
    request.going.confirmed = need.card.revision;
    request.form = false;
  }
}

}  // namespace chatops::command

// `deploy`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/deploy.hpp"

#include <algorithm>

#include "command/commands/reading.hpp"
#include "command/form_answer.hpp"
#include "command/form_card.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/diffing.hpp"
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

std::vector<workflow::Override> overrides_of(Context& context, const core::Application& application,
                                             const std::vector<VersionOverride>& overrides) {
  std::vector<workflow::Override> out;
  for (const VersionOverride& w : overrides) {
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
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  workflow::PlanRequest wanted;
  wanted.environment = chosen_environment(context, request.environment);
  wanted.overrides = overrides_of(context, deps.application, request.overrides);
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
  if (request.until_ms > 0) wanted.until = deps.system.clock.now() + Millis(request.until_ms);
  wanted.look = static_cast<int>(request.look);
  if (!request.from.empty()) wanted.from = imported(request.from);
  return wanted;
}

Reply through_form(Context& context, const DeployRequest& request,
                   const workflow::PlanRequest& wanted) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  if (!request.answer) return form_need(context, wanted, {});
  if (request.answer->revision != workflow::offer_revision(deps, wanted.environment)) {
    return form_need(context, wanted, {Error(Reason::form_stale, {{"what", wanted.environment}})});
  }
  const workflow::Plan plan = workflow::plan(context.call, deps, wanted);
  if (request.answer->button == "remember") return remembered(context, plan);
  std::vector<Error> differs = unseen(deps.application, request, plan);
  DeployOptions options = request.options;
  if (differs.empty()) options.confirmed = workflow::identity_of(plan);
  return carry_out(context, plan, options, std::move(differs));
}

}  // namespace

bool DeployRequest::reads_place() const {
  return environment.empty() ||
         std::any_of(overrides.begin(), overrides.end(),
                     [](const VersionOverride& one) { return one.component == "."; });
}

void read(DeployRequest& request, const ParsedArgs& args, const Around& around) {
  contradict(args, "pin", "follow");
  request.environment = args.get("environment");
  for (const std::string& text : args.positionals)
    request.overrides.push_back(version_override(text));
  request.mode = args.has("pin") ? "pin" : args.has("follow") ? "follow" : "";
  request.chart = args.get("chart");
  request.environment_class = args.get("class");
  request.iteration = args.get("iteration");
  request.reason = args.get("reason");
  request.parameters = key_values(args, "param");
  request.create = args.has("create");
  request.force = args.has("force");
  if (args.has("from")) request.from = value_or_throw(around.read_file(args.get("from")));
  request.look = number(args, "look", 0);
  request.options = deploy_options(args);
  request.diff = args.has("diff");
  request.form = !request.diff && request.overrides.empty() && leaves_open(args, around);
}

Reply handle(Context& context, const DeployRequest& request) {
  if (auto need = which_environment(context, request.form, request.environment)) return *need;
  const workflow::PlanRequest wanted = plan_request(context, request);
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  if (request.form) return through_form(context, request, wanted);
  const workflow::Plan plan =
      workflow::plan(context.call, context.services.dependencies(context.call), wanted);
  if (request.diff) return diff_outcome(context, plan);
  return carry_out(context, plan, request.options, std::move(notes));
}

void take(DeployRequest& request, const Need& need, Given given) {
  if (need.card.kind == "environment") {
    take_environment(request, need, given.answer);
  } else if (card::is_form(need.card)) {
    take_form(request, need, std::move(given.answer));
  } else {
    request.options.confirmed = need.card.revision;
    request.form = false;
  }
}

}  // namespace chatops::command

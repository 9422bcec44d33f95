// env list, show, create, delete, use, history, values, export.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/environments.hpp"

#include "command/handlers/bodies.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/handlers.hpp"
#include "core/codec.hpp"
#include "workflow/export.hpp"

namespace chatops::command {

using nlohmann::json;

std::string chosen_or_none(Context& context, const std::string& given) {
  if (!given.empty()) return given;
  if (const auto variable = context.services.system().variables.get("CHATOPS_ENV"))
    return *variable;
  return workflow::used_environment(context.services.world(context.call),
                                    context.services.checkout(context.call));
}

std::string chosen_environment(Context& context, const std::string& given) {
  if (std::string chosen = chosen_or_none(context, given); !chosen.empty()) return chosen;
  workflow::World& world = context.services.world(context.call);
  std::string names;
  for (const auto& view : workflow::list_environments(world))
    names += (names.empty() ? "" : ", ") + view.environment.name;
  throw Error(Reason::no_environment_chosen, {{"try", names}});
}

Call limited(Context& context, std::int64_t timeout_ms) {
  if (timeout_ms == 0) return context.call;
  return context.call.until(context.services.system().clock.tick() + Millis(timeout_ms));
}

Reply handle(Context& context, const EnvListRequest& request) {
  Outcome outcome{.kind = "environments", .body = {{"items", json::array()}}};
  look_first(context, "", outcome.notes);
  for (const auto& view :
       workflow::list_environments(context.services.world(context.call), request.all)) {
    outcome.body["items"].push_back(brief_of(view));
  }
  return outcome;
}

Reply handle(Context& context, const EnvShowRequest& request) {
  workflow::World& world = context.services.world(context.call);
  const std::string name = chosen_environment(context, request.environment);
  (void)workflow::show_environment(world, name);
  Outcome outcome{.kind = "environment"};
  look_first(context, name, outcome.notes);
  const auto view = workflow::show_environment(world, name);
  outcome.body = body_of(view, world.application.chart.rule);
  // One that nobody started yet could be watched for ever.
  const bool moves = view.newest && !core::finished(view.newest->status) &&
                     view.newest->status != core::DeploymentStatus::unknown &&
                     outcome.body["waits_to_start"] != true;
  if (moves && request.watch) {
    outcome.notes.clear();
    outcome.error = watch(context, workflow::key_of(*view.newest), request.timeout_ms).error;
    outcome.body = body_of(workflow::show_environment(world, name), world.application.chart.rule);
  }
  return outcome;
}

Reply handle(Context& context, const EnvCreateRequest& request) {
  workflow::World& world = context.services.world(context.call);
  workflow::create_environment(context.call, world,
                               {.name = request.environment,
                                .environment_class = request.environment_class,
                                .iteration = request.iteration,
                                .ns = {},
                                .domain = {},
                                .parameters = request.parameters,
                                .actor = context.services.actor(context.call)});
  return Outcome{.kind = "environment",
                 .body = body_of(workflow::show_environment(world, request.environment),
                                 world.application.chart.rule)};
}

namespace {

Need ask_for_name(const std::string& name, json body) {
  card::Card card{.kind = "delete", .subject = name, .revision = name};
  card.settings = {{"name", card::FieldKind::typed_confirmation, name, {}}};
  card.buttons = {{"delete", card::Tone::danger}, {"cancel", card::Tone::plain}};
  return Need{std::move(card), std::move(body), "removal"};
}

/// Nothing outside is touched, so nothing outside is asked.
Reply forget(Context& context, workflow::World& world, const EnvDeleteRequest& request) {
  const core::Environment e = workflow::show_environment(world, request.environment).environment;
  json body = {{"environment", e.name},
               {"namespace", e.ns},
               {"domain", e.domain},
               {"forgotten", true},
               {"removed", false}};
  if (request.dry_run) return Outcome{.kind = "removal", .body = std::move(body)};
  if (request.confirm.empty()) return ask_for_name(e.name, std::move(body));
  context.touched = e.name;
  const auto row = workflow::forget_environment(
      context.call, world, e.name,
      core::Confirmed{context.services.actor(context.call), request.confirm});
  body["removed"] = true;
  Outcome outcome{.kind = "removal", .body = std::move(body)};
  outcome.notes.emplace_back(
      Reason::environment_forgotten,
      Args{{"what", e.name}, {"why", row.cause}, {"try", "kubectl delete namespace " + e.ns}});
  return outcome;
}

}  // namespace

Reply handle(Context& context, const EnvDeleteRequest& request) {
  workflow::World& world = context.services.world(context.call);
  if (request.force) return forget(context, world, request);
  std::vector<Error> notes;
  look_first(context, request.environment, notes);
  const workflow::Removal removal =
      workflow::plan_removal(context.call, world, request.environment);
  const core::Environment& e = removal.environment;
  json body = {{"environment", e.name},
               {"namespace", e.ns},
               {"domain", e.domain},
               {"pipeline", removal.order.name},
               {"parameters", removal.given.parameters},
               {"never_deployed", removal.never_deployed},
               {"components", json::array()},
               {"removed", false}};
  if (e.deployed) {
    for (const auto& [component, line] : e.deployed->lines)
      body["components"].push_back({{"component", component}, {"runs", body_of(line)}});
  }
  if (const auto refused = workflow::refusal(removal)) throw Error(*refused);
  if (request.dry_run) return Outcome{.kind = "removal", .body = std::move(body)};
  if (request.confirm.empty()) {
    Need need = ask_for_name(e.name, std::move(body));
    need.notes = std::move(notes);
    return need;
  }
  context.touched = e.name;
  const auto started = workflow::remove_environment(
      context.call, world, removal,
      core::Confirmed{context.services.actor(context.call), request.confirm}, "");
  if (started) {
    Outcome outcome = follow(context, workflow::key_of(*started), true, request.timeout_ms);
    if (outcome.error) return outcome;
  }
  body["removed"] = true;
  return Outcome{.kind = "removal", .body = std::move(body)};
}

Reply handle(Context& context, const EnvUseRequest& request) {
  workflow::World& world = context.services.world(context.call);
  const std::string folder = context.services.checkout(context.call);
  if (request.clear) {
    workflow::use_environment(world, folder, "");
  } else if (!request.environment.empty()) {
    workflow::show_environment(world, request.environment);
    workflow::use_environment(world, folder, request.environment);
  }
  return Outcome{
      .kind = "used",
      .body = {{"environment", workflow::used_environment(world, folder)}, {"checkout", folder}}};
}

Reply handle(Context& context, const EnvHistoryRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  Outcome outcome{.kind = "history", .body = {{"environment", name}, {"items", json::array()}}};
  look_first(context, name, outcome.notes);
  for (const auto& deployment : workflow::history(context.services.world(context.call), name,
                                                  static_cast<int>(request.limit))) {
    outcome.body["items"].push_back(body_of(deployment));
  }
  return outcome;
}

Reply handle(Context& context, const EnvValuesRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  const auto view =
      workflow::environment_values(context.call, context.services.world(context.call), name);
  const core::MergedValues& shown = view.seen ? *view.seen : view.delivered;
  auto origins = shown.origins;
  origins.insert(view.delivered.origins.begin(), view.delivered.origins.end());
  Outcome outcome{.kind = "values",
                  .body = {{"environment", name},
                           {"values", shown.tree},
                           {"origins", std::move(origins)},
                           {"delivered", view.delivered.tree},
                           {"delivered_digest", view.delivered.digest()},
                           {"text", view.seen ? view.seen_yaml : view.delivered_yaml},
                           {"with_chart", view.seen.has_value()}}};
  if (view.unseen) outcome.notes.push_back(*view.unseen);
  outcome.notes.insert(outcome.notes.end(), view.remarks.begin(), view.remarks.end());
  return outcome;
}

Reply handle(Context& context, const EnvExportRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  const auto found =
      workflow::export_environment(context.call, context.services.world(context.call), name);
  Outcome outcome{.kind = "export", .body = workflow::to_document(found)};
  for (const auto& [component, parameter] : found.by_parameter) {
    Args args{{"what", component}};
    if (!parameter.empty()) args.set("where", parameter);
    outcome.notes.emplace_back(Reason::version_by_parameter, std::move(args));
  }
  return outcome;
}

}  // namespace chatops::command

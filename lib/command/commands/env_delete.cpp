// `env delete`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_delete.hpp"

#include "command/answering.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/deploying.hpp"
#include "command/run.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

Need ask_for_name(const std::string& name, json body) {
  card::Card card{.kind = "delete", .subject = name, .revision = name};
  card.settings = {{"name", card::FieldKind::typed_confirmation, name, {}}};
  card.buttons = {{"delete", card::Tone::danger}, {"cancel", card::Tone::plain}};
  Need need{std::move(card), std::move(body), "removal"};
  need.unanswered = Error(Reason::confirmation_needed,
                          {{"what", std::string(EnvDeleteRequest::row.path) + " " + name},
                           {"try", "--confirm " + name}});
  return need;
}

/// Nothing outside is touched, so nothing outside is asked.
Reply forget(Context& context, workflow::Dependencies& deps, const EnvDeleteRequest& request) {
  const core::Environment e = workflow::show_environment(deps, request.environment).environment;
  json body = {{"environment", e.name},
               {"namespace", e.ns},
               {"domain", e.domain},
               {"forgotten", true},
               {"removed", false}};
  if (request.dry_run) return Outcome{.kind = "removal", .body = std::move(body)};
  if (request.confirm.empty()) return ask_for_name(e.name, std::move(body));
  context.touched = e.name;
  const auto row = workflow::forget_environment(
      context.call, deps, e.name, core::Confirmed{context.envelope.actor, request.confirm});
  body["removed"] = true;
  Outcome outcome{.kind = "removal", .body = std::move(body)};
  outcome.notes.emplace_back(
      Reason::environment_forgotten,
      Args{{"what", e.name}, {"why", row.cause}, {"try", "kubectl delete namespace " + e.ns}});
  return outcome;
}

}  // namespace

void read(EnvDeleteRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.positionals[0];
  request.confirm = args.get("confirm");
  request.force = args.has("force");
  request.dry_run = args.has("dry-run");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const EnvDeleteRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  if (request.force) return forget(context, deps, request);
  std::vector<Error> notes;
  look_first(context, request.environment, notes);
  const workflow::Removal removal = workflow::plan_removal(context.call, deps, request.environment);
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
      context.call, deps, removal, core::Confirmed{context.envelope.actor, request.confirm}, "");
  if (started) {
    return Following{.application = started->application,
                     .environment = started->environment,
                     .revision = started->revision,
                     .timeout_ms = request.timeout_ms,
                     .says = Says::removal,
                     .body = std::move(body)};
  }
  body["removed"] = true;
  return Outcome{.kind = "removal", .body = std::move(body)};
}

void take(EnvDeleteRequest& request, const Need&, Given given) {
  request.confirm = given.answer.settings.at("name");
}

}  // namespace chatops::command

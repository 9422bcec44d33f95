// From words to a place, and a session as data.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/dev.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "command/commands/dev_run.hpp"
#include "command/handlers/chosen.hpp"
#include "command/place.hpp"
#include "workflow/artifacts.hpp"
#include "workflow/environments.hpp"
#include "workflow/identities.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

namespace {

/// What the checkout builds.
std::string component_here(Context& context, const workflow::Dependencies& deps) {
  std::vector<std::string> built;
  const auto repository = repository_of(deps.application, context.envelope.place);
  for (const auto& one : deps.application.components) {
    if (repository && one.repository == *repository) built.push_back(one.name);
  }
  if (built.size() == 1) return built.front();
  throw Error(Reason::usage_missing_argument, {{"what", "COMPONENT"}, {"try", join(built, ", ")}});
}

/// What dev mode made is in no chatops.yaml: the cluster has it, and who holds it. Where nobody
/// said how the cluster is reached, nothing was made there either; what else keeps it from being
/// asked is thrown.
std::optional<core::DevPlace> made_place(Context& context, const core::Environment& environment,
                                         const std::string& name) {
  try {
    for (const auto& session : context.services.dev_mode(context.call)
                                   .sessions(context.call, environment.cluster, environment.ns)) {
      if (session.made && session.component == name)
        return core::DevPlace{environment.cluster, environment.ns, {name, {}, session.workload}};
    }
  } catch (const Error& error) {
    if (error.reason != Reason::unknown_cluster) throw;
  }
  return std::nullopt;
}

}  // namespace

DevTarget dev_target(Context& context, const std::string& environment,
                     const std::string& component) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, environment);
  const auto view = workflow::show_environment(deps, name);
  const std::string meant = component.empty() ? component_here(context, deps) : component;
  if (deps.application.component(meant) == nullptr) {
    if (auto place = made_place(context, view.environment, meant))
      return {name, *std::move(place), {}, {}};
  }
  auto question = workflow::log_question(deps, view.environment, std::span(&meant, 1));
  DevTarget out{
      name, {question.cluster, question.ns, std::move(question.components.front())}, {}, {}};
  const core::Component& known = workflow::component_named(deps, meant);
  if (known.dev)
    out.settings = *known.dev;
  else if (deps.dev_settings)
    out.settings = deps.dev_settings(known, context.envelope.place.folder, out.notes);
  return out;
}

std::vector<std::pair<std::string, std::string>> dev_labels_of(Context& context,
                                                               const std::string& environment) {
  const workflow::Dependencies& deps = context.services.dependencies(context.call);
  return {{"app.kubernetes.io/managed-by", "chatops"},
          {"chatops.dev/application", deps.application.name},
          {"chatops.dev/environment", environment}};
}

core::DevStart start_order(Context& context, const DevTarget& target) {
  const core::Actor& actor = context.envelope.actor;
  const auto& settings = target.settings;
  core::DevStart out{.place = target.place,
                     .holder_id = actor.id,
                     .holder = actor.name,
                     .container = settings.container,
                     .image = settings.image,
                     .root = settings.root,
                     .environment = {settings.variables.begin(), settings.variables.end()},
                     .cpu = settings.cpu,
                     .memory = settings.memory};
  for (const auto& path : settings.persist) out.kept.push_back({path, settings.persist_size});
  out.labels = dev_labels_of(context, target.environment);
  return out;
}

namespace {

std::optional<core::DevSession> session_of(Context& context, const Call& call,
                                           const DevTarget& target) {
  const auto& place = target.place;
  for (auto& session :
       context.services.dev_mode(context.call).sessions(call, place.cluster, place.ns)) {
    if (session.component == place.component.name && !session.unreadable) return std::move(session);
  }
  return std::nullopt;
}

struct KnownHolder {
  bool is_actor = false;
  bool linked = false;  ///< to a person
};

KnownHolder holder_known(Context& context, const std::string& holder_id) {
  KnownHolder out;
  context.services.dependencies(context.call).store.read([&](core::Tx& tx) {
    out = {workflow::same_person(tx, context.envelope.actor.id, holder_id),
           workflow::person_behind(tx, holder_id).has_value()};
  });
  return out;
}

}  // namespace

std::string answers_as(Context& context, const Call& call, const DevTarget& target,
                       const DevWord& word) {
  const auto session = session_of(context, call, target);
  if (!word.asked.empty() && (!session || to_rfc3339(session->wanted_since) != word.asked))
    throw Error(Reason::card_outdated, {{"what", target.place.component.name}});
  const std::string& actor = context.envelope.actor.id;
  if (!session) return actor;
  const KnownHolder known = holder_known(context, session->holder_id);
  if (known.is_actor) return session->holder_id;
  if (session->run_out) return actor;
  if (word.asked.empty()) {
    if (context.envelope.door != table::Door::chat || known.linked) return actor;
    throw Error(Reason::dev_taken, {{"what", session->component},
                                    {"who", session->holder},
                                    {"since", to_rfc3339(session->since)},
                                    {"why", "holder_unlinked"}});
  }
  const bool manages = (context.rights & table::bit_of(table::Right::manage)) != 0;
  if (word.managers_may_too && manages) return session->holder_id;
  throw Error(Reason::right_missing,
              {{"what", std::string(path_of(context.envelope.request))},
               {"why", word.managers_may_too ? "holder_or_admin" : "holder_only"}});
}

Call within(Context& context, std::int64_t timeout_ms, Millis usual) {
  const Tick now = context.services.system().clock.tick();
  return context.call.until(now + (timeout_ms > 0 ? Millis(timeout_ms) : usual));
}

nlohmann::json body_of(const core::DevSession& session) {
  nlohmann::json out{{"component", session.component}, {"kind", session.kind},
                     {"workload", session.workload},   {"container", session.container},
                     {"root", session.root},           {"holder", session.holder},
                     {"holder_id", session.holder_id}, {"since", to_rfc3339(session.since)},
                     {"run_out", session.run_out},     {"made", session.made}};
  if (!session.wanted_by.empty()) {
    out["wanted_by"] = session.wanted_by;
    out["wanted_since"] = to_rfc3339(session.wanted_since);
  }
  if (session.until != Instant{}) out["until"] = to_rfc3339(session.until);
  if (session.unreadable) out["error"] = to_document(*session.unreadable);
  return out;
}

nlohmann::json body_of(const core::DevSyncState& state) {
  nlohmann::json out{{"connected", state.connected},
                     {"initial", state.initial},
                     {"paused", state.paused},
                     {"files", state.files},
                     {"waiting", state.waiting},
                     {"sent", state.sent},
                     {"received", state.received},
                     {"conflicts", state.conflicts},
                     {"troubles", list_of(state.troubles)}};
  if (!state.wanted_by.empty()) out["wanted_by"] = state.wanted_by;
  return out;
}

std::string first_word(const ParsedArgs& args) {
  return args.positionals.empty() ? std::string() : args.positionals.front();
}

Reply attended(Context& context, const DevTarget& target, core::DevProgram order) {
  if (context.console == nullptr)
    throw Error(Reason::command_not_here,
                {{"what", std::string(DevRunRequest::row.path)}, {"why", "runs_local"}});
  order.place = target.place;
  order.holder_id = context.envelope.actor.id;
  order.terminal = context.console->terminal();
  const auto program = context.services.dev_mode(context.call).run(context.call, order);
  const int code =
      value_or_throw(context.console->attend(context.call, *program, order.terminal.has_value()));
  return Outcome{
      .kind = "exec",
      .body = {{"environment", target.environment}, {"component", target.place.component.name}},
      .error = std::nullopt,
      .notes = {},
      .code = code};
}

}  // namespace chatops::command

// Taking an environment away: guarded by its name, done by the engine, and remembered by
// a tombstone whose epoch refuses late deployments.
// SPDX-License-Identifier: Apache-2.0
#include "core/environment_machine.hpp"
#include "core/parameters.hpp"
#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"
#include "workflow/order.hpp"

namespace chatops::workflow {
namespace {

using core::DeploymentStatus;
using core::EnvironmentState;

core::Order removal_order(Dependencies& deps, const core::Environment& environment,
                          const core::EngineFacts& facts) {
  core::Order order;
  order.engine = deps.application.deploy.engine;
  order.purpose = core::Purpose::remove;
  order.application = environment.application;
  order.environment = environment.name;
  order.ns = environment.ns;
  order.release = environment.name;
  order.domain = environment.domain;
  order.cluster = environment.cluster;
  order.epoch = environment.epoch;
  order.chart_source = deps.application.chart;
  order.name = facts.name;
  order.queue = facts.queue;
  order.one_at_a_time = facts.one_at_a_time;
  if (environment.deployed) {
    for (const auto& [component, line] : environment.deployed->lines) {
      order.components.push_back(
          {.name = component, .image = line.image, .version = line.version, .digest = line.digest});
    }
  }
  order.parameters = value_or_throw(
      core::further_parameters(deps.application, environment, core::Purpose::remove));
  return order;
}

core::Deployment teardown_row(const Removal& removal, const core::Actor& actor,
                              const std::string& reason, Instant now) {
  core::Deployment row;
  row.application = removal.environment.application;
  row.environment = removal.environment.name;
  row.epoch = removal.environment.epoch;
  row.teardown = true;
  row.actor = actor;
  row.reason = reason;
  row.selection = removal.environment.selection;
  row.previous = removal.environment.deployed;
  row.created_at = now;
  row.engine = removal.order.engine;
  Payload payload{.order = removal.order, .base = removal.environment.selection};
  payload.order.actor = actor.name;
  row.queue = removal.order.queue;
  row.payload = payload_text(payload);
  return row;
}

void retire(core::Environment& environment, Instant now) {
  value_or_throw(core::become(environment, EnvironmentState::retiring, now));
  value_or_throw(core::become(environment, EnvironmentState::retired, now));
  environment.waiting.clear();
}

/// What must end first. A teardown whose start was lost may be asked for again: what it takes away
/// twice is gone all the same.
std::optional<Error> in_the_way(const core::Deployment& newest) {
  if (core::finished(newest.status)) return std::nullopt;
  if (newest.status == DeploymentStatus::unknown) {
    if (newest.teardown) return std::nullopt;
    return Error(Reason::deployment_unknown, {{"what", newest.environment},
                                              {"revision", std::to_string(newest.revision)},
                                              {"why", newest.cause}});
  }
  return Error(Reason::deployment_running, {{"what", std::to_string(newest.revision)},
                                            {"where", newest.environment},
                                            {"why", newest.actor.name}});
}

/// Something that still runs, or may run, must end first; a lost start only when forced.
void require_still(core::Tx& tx, const core::Environment& environment, bool force, Instant now) {
  auto newest = tx.deployments().newest(environment.application, environment.name);
  if (!newest || core::finished(newest->status)) return;
  const bool lost = newest->status == DeploymentStatus::unknown;
  if (const auto why = in_the_way(*newest); why && !(lost && force)) throw Error(*why);
  value_or_throw(core::become(*newest, DeploymentStatus::superseded, now));
  tx.deployments().put(*newest);
}

void require_right(const core::RemovalRight& right, const core::Environment& environment) {
  const auto lacking =
      core::lacks_right(right, "environment/" + environment.name, environment.epoch);
  if (lacking) throw Error(*lacking);
}

/// Ended before it began: no pipeline was asked, and what is outside stays there.
core::Deployment forgotten_row(const core::Environment& environment, const std::string& engine,
                               const core::Actor& actor, Instant now) {
  core::Deployment row;
  row.application = environment.application;
  row.environment = environment.name;
  row.epoch = environment.epoch;
  row.engine = engine;
  row.teardown = true;
  row.actor = actor;
  row.selection = environment.selection;
  row.previous = environment.deployed;
  row.created_at = now;
  row.cause = environment.ns + (environment.domain.empty() ? "" : ", " + environment.domain);
  row.cause_reason = code_of(Reason::environment_forgotten);
  value_or_throw(core::become(row, DeploymentStatus::canceled, now));
  return row;
}

}  // namespace

Removal plan_removal(const Call& call, Dependencies& deps, const std::string& name) {
  const EnvironmentView view = show_environment(deps, name);
  if (view.environment.state == EnvironmentState::retired) {
    throw Error(Reason::unknown_environment, {{"what", name}, {"why", "retired"}});
  }
  Removal out{.environment = view.environment};
  if (view.newest && !core::finished(view.newest->status)) out.running = view.newest;
  int attempts = 0;
  deps.store.read([&](core::Tx& tx) {
    attempts = 0;
    for (const auto& row : tx.deployments().history(deps.application.name, name, 1000)) {
      // An attempt that failed may have left something behind; one never sent cannot.
      if (row.epoch == view.environment.epoch && row.starts > 0) ++attempts;
    }
  });
  out.never_deployed = attempts == 0 && !view.environment.deployed;
  if (out.never_deployed) return out;
  const core::EngineSettings& settings = deps.application.deploy;
  core::DeployEngine& engine = deps.engines.of(settings.engine);
  const auto facts =
      engine.describe(call, settings, {.purpose = core::Purpose::remove, .may_start = true});
  if (!facts && facts.error().reason == Reason::teardown_missing) {
    throw Error(Reason::teardown_missing,
                {{"what", view.environment.ns},
                 {"where", deps.application.name},
                 {"try", "kubectl delete namespace " + view.environment.ns}});
  }
  if (!facts) throw Error(facts.error());
  if (facts->barred) throw Error(*facts->barred);
  if (facts->unusable) throw Error(*facts->unusable);
  out.order = removal_order(deps, view.environment, *facts);
  auto ready = value_or_throw(engine.prepare(out.order, settings, *facts, nullptr));
  out.order.own = std::move(ready.own);
  out.given = std::move(ready.given);
  const auto wrong = core::check_parameters(out.given.parameters, *facts);
  if (!wrong.empty()) throw Error(wrong.front());
  return out;
}

std::optional<Error> refusal(const Removal& removal) {
  return removal.running ? in_the_way(*removal.running) : std::nullopt;
}

std::optional<core::Deployment> remove_environment(const Call& call, Dependencies& deps,
                                                   const Removal& removal,
                                                   const core::RemovalRight& right,
                                                   const std::string& reason, bool force) {
  call.check(deps.system.clock);
  require_right(right, removal.environment);
  std::optional<core::Deployment> out;
  deps.store.write([&](core::Tx& tx) {
    out.reset();
    const Instant now = deps.system.clock.now();
    auto environment =
        tx.environments().find(removal.environment.application, removal.environment.name);
    if (!environment || environment->epoch != removal.environment.epoch) {
      throw Error(Reason::stale_epoch, {{"what", removal.environment.name}});
    }
    require_still(tx, *environment, force, now);
    if (environment->version != removal.environment.version) {
      throw Error(Reason::state_conflict, {{"what", "environment/" + environment->name}});
    }
    if (removal.never_deployed) {
      retire(*environment, now);
      tx.environments().put(*environment);
      return;
    }
    value_or_throw(core::become(*environment, EnvironmentState::retiring, now));
    tx.environments().put(*environment);
    core::Deployment row = teardown_row(removal, core::remover(right), reason, now);
    tx.deployments().put(row);
    out = std::move(row);
  });
  return out;
}

core::Deployment forget_environment(const Call& call, Dependencies& deps, const std::string& name,
                                    const core::RemovalRight& right) {
  call.check(deps.system.clock);
  const core::Environment seen = show_environment(deps, name).environment;
  const std::string& known = seen.name;
  require_right(right, seen);
  core::Deployment row;
  deps.store.write([&](core::Tx& tx) {
    const Instant now = deps.system.clock.now();
    auto environment = tx.environments().find(deps.application.name, known);
    if (!environment || environment->state == EnvironmentState::retired) {
      throw Error(Reason::unknown_environment, {{"what", known}, {"why", "retired"}});
    }
    require_still(tx, *environment, true, now);
    require_right(right, *environment);
    row = forgotten_row(*environment, deps.application.deploy.engine, core::remover(right), now);
    tx.deployments().put(row);
    environment->deployed.reset();
    retire(*environment, now);
    tx.environments().put(*environment);
  });
  return row;
}

}  // namespace chatops::workflow

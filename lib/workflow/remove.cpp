// Taking an environment away: guarded by its name, done by the declared pipeline, and remembered by
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

std::map<std::string, core::BillLine> lines_of(const core::Environment& environment) {
  if (!environment.deployed) return {};
  return environment.deployed->lines;
}

core::Deployment teardown_row(Dependencies& deps, const Removal& removal, const core::Actor& actor,
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
  Payload payload{.base = removal.environment.selection};
  payload.order.pipeline = *deps.application.teardown;
  payload.order.parameters = removal.parameters;
  payload.order.chart_source = deps.application.chart;
  payload.order.actor = actor.name;
  row.queue = payload.order.pipeline.queue();
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
core::Deployment forgotten_row(const core::Environment& environment, const core::Actor& actor,
                               Instant now) {
  core::Deployment row;
  row.application = environment.application;
  row.environment = environment.name;
  row.epoch = environment.epoch;
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
  if (!deps.application.teardown) {
    throw Error(Reason::teardown_missing,
                {{"what", view.environment.ns},
                 {"where", deps.application.name},
                 {"try", "kubectl delete namespace " + view.environment.ns}});
  }
  const core::Pipeline& pipeline = *deps.application.teardown;
  out.pipeline = pipeline.name;
  const std::string chart =
      view.environment.deployed ? view.environment.deployed->chart.version : "";
  out.parameters = value_or_throw(core::pipeline_parameters(
      deps.application, pipeline, view.environment, lines_of(view.environment), chart, ""));
  const auto facts = deps.engine.describe(call, pipeline);
  if (!facts) {
    if (facts.error().reason != Reason::outside_not_found) throw Error(facts.error());
    throw Error(Reason::pipeline_not_found,
                {{"what", pipeline.name}, {"where", pipeline.application}});
  }
  if (facts->barred) throw Error(*facts->barred);
  if (facts->disabled) throw Error(Reason::pipeline_disabled, {{"what", pipeline.name}});
  // What chatops.yaml says of the teardown itself must be declared. Extras of the environment and
  // its class, and components' versions, are the deployment's: it takes those it declares.
  std::erase_if(out.parameters, [&](const auto& given) {
    const std::string& key = given.first;
    const bool own = key == pipeline.namespace_parameter || key == pipeline.domain_parameter ||
                     key == pipeline.release_parameter || pipeline.parameters.contains(key);
    const auto same = [&](const auto& one) { return one.name == key; };
    return !own && std::none_of(facts->parameters.begin(), facts->parameters.end(), same);
  });
  const auto wrong = core::check_parameters(out.parameters, *facts);
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
    core::Deployment row = teardown_row(deps, removal, core::remover(right), reason, now);
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
    row = forgotten_row(*environment, core::remover(right), now);
    tx.deployments().put(row);
    environment->deployed.reset();
    retire(*environment, now);
    tx.environments().put(*environment);
  });
  return row;
}

}  // namespace chatops::workflow

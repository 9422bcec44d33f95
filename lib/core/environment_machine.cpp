// Tables of allowed transitions.
// SPDX-License-Identifier: Apache-2.0
#include "core/environment_machine.hpp"

#include <algorithm>
#include <string>

#include "core/bill_rules.hpp"

namespace chatops::core {
namespace {

using Env = EnvironmentState;
using Dep = DeploymentStatus;

template <class State>
struct Transition {
  State from, to;
};

// creating → updating: the first deployment of all has ended, and another waited behind it.
constexpr auto environment_transitions = std::to_array<Transition<Env>>({
    {Env::creating, Env::ready},    {Env::creating, Env::updating}, {Env::creating, Env::failed},
    {Env::creating, Env::retiring}, {Env::ready, Env::updating},    {Env::ready, Env::failed},
    {Env::ready, Env::sleeping},    {Env::ready, Env::retiring},    {Env::updating, Env::ready},
    {Env::updating, Env::failed},   {Env::updating, Env::retiring}, {Env::failed, Env::ready},
    {Env::failed, Env::updating},   {Env::failed, Env::creating},   {Env::failed, Env::retiring},
    {Env::sleeping, Env::updating}, {Env::sleeping, Env::ready},    {Env::sleeping, Env::retiring},
    {Env::retiring, Env::retired},  {Env::retiring, Env::failed},
});

// unknown → intended never happens: a lost start is not started again by itself.
constexpr auto deployment_transitions = std::to_array<Transition<Dep>>({
    {Dep::intended, Dep::queued},     {Dep::intended, Dep::running},
    {Dep::intended, Dep::failed},     {Dep::intended, Dep::canceled},
    {Dep::intended, Dep::superseded}, {Dep::intended, Dep::unknown},
    {Dep::queued, Dep::running},      {Dep::queued, Dep::intended},
    {Dep::queued, Dep::failed},       {Dep::queued, Dep::succeeded},
    {Dep::queued, Dep::canceled},     {Dep::queued, Dep::superseded},
    {Dep::queued, Dep::unknown},      {Dep::running, Dep::queued},
    {Dep::running, Dep::intended},    {Dep::running, Dep::succeeded},
    {Dep::running, Dep::failed},      {Dep::running, Dep::canceled},
    {Dep::running, Dep::superseded},  {Dep::running, Dep::unknown},
    {Dep::unknown, Dep::running},     {Dep::unknown, Dep::succeeded},
    {Dep::unknown, Dep::failed},      {Dep::unknown, Dep::canceled},
    {Dep::unknown, Dep::superseded},
});

template <class Table, class State>
bool has(const Table& table, State from, State to) {
  return std::any_of(table.begin(), table.end(),
                     [&](const auto& step) { return step.from == from && step.to == to; });
}

template <class State>
tl::unexpected<Error> not_allowed(State from, State to) {
  return failure(Reason::state_conflict,
                 {{"what", std::string(word_of(from)) + ">" + std::string(word_of(to))}});
}

}  // namespace

bool may_become(EnvironmentState from, EnvironmentState to) {
  return has(environment_transitions, from, to);
}
bool may_become(DeploymentStatus from, DeploymentStatus to) {
  return has(deployment_transitions, from, to);
}

Result<bool> become(Environment& environment, EnvironmentState to, Instant now) {
  if (environment.state == to) return false;
  if (!may_become(environment.state, to)) return not_allowed(environment.state, to);
  environment.state = to;
  environment.changed_at = now;
  return true;
}

Result<bool> become(Deployment& deployment, DeploymentStatus to, Instant now) {
  if (deployment.status == to) return false;
  if (!may_become(deployment.status, to)) return not_allowed(deployment.status, to);
  deployment.status = to;
  if (to == DeploymentStatus::running && deployment.started_at == Instant{}) {
    deployment.started_at = now;
  }
  if (finished(to)) deployment.ended_at = now;
  return true;
}

Environment reopened(const Environment& retired, Instant now) {
  Environment out;
  out.application = retired.application;
  out.name = retired.name;
  out.version = retired.version;
  out.epoch = retired.epoch + 1;
  out.created_at = now;
  out.changed_at = now;
  return out;
}

std::optional<Error> epoch_conflict(const Deployment& deployment, const Environment& environment) {
  const bool leaving = environment.state == EnvironmentState::retiring ||
                       environment.state == EnvironmentState::retired;
  if (deployment.epoch == environment.epoch && !leaving) return std::nullopt;
  return Error(Reason::stale_epoch,
               {{"what", environment.name}, {"why", std::string(word_of(environment.state))}});
}

bool desire(Environment& environment, Desired wanted, const Actor& by, const std::string& why,
            Instant now) {
  Desired& desired = environment.desired;
  const bool same = desired.generation > 0 && desired.selection == wanted.selection &&
                    desired.environment_class == wanted.environment_class &&
                    desired.parameters == wanted.parameters;
  if (same) {
    desired.values_layers = std::move(wanted.values_layers);
    return false;
  }
  wanted.generation = desired.generation + 1;
  wanted.by = by.name;
  wanted.by_id = by.id;
  wanted.why = why;
  wanted.since = now;
  desired = std::move(wanted);
  return true;
}

bool waits_to_start(const DeploymentSummary& deployment) {
  const bool asked = deployment.status == DeploymentStatus::intended && deployment.starts > 0;
  return !finished(deployment.status) && deployment.status != DeploymentStatus::unknown &&
         deployment.execution.empty() && !asked;
}

bool waits_to_start(const Deployment& deployment) { return waits_to_start(summary_of(deployment)); }

EnvironmentState state_while(const Environment& environment) {
  return environment.deployed ? EnvironmentState::updating : EnvironmentState::creating;
}

EnvironmentState state_after(const Environment& environment, DeploymentStatus status, Effect effect,
                             bool sound) {
  if (!finished(status)) return state_while(environment);
  if (status == DeploymentStatus::succeeded) return EnvironmentState::ready;
  const bool as_before = effect == Effect::none && environment.deployed && !environment.doubt;
  return as_before && sound ? EnvironmentState::ready : EnvironmentState::failed;
}

void leave(Environment& environment, const Deployment& deployment, Effect effect) {
  if (effect == Effect::none) return;
  if (effect == Effect::brought) {
    environment.deployed = deployment.bill;
    environment.deployed_revision = deployment.revision;
    environment.deployed_generation = deployment.generation;
    environment.doubt.reset();
    return;
  }
  Doubt doubt = environment.doubt.value_or(Doubt{});
  doubt.revision = deployment.revision;
  const Bill* before = environment.deployed ? &*environment.deployed : nullptr;
  const BillDifference changes = difference(before, deployment.bill);
  for (const LineDifference& line : changes.lines) {
    if (deployment.teardown || line.change != Change::same) doubt.components.insert(line.component);
  }
  doubt.settings = doubt.settings || deployment.teardown || before == nullptr || changes.values ||
                   changes.chart != Change::same || !changes.parameters.empty();
  if (!doubt.components.empty() || doubt.settings) environment.doubt = std::move(doubt);
}

bool came_to_its_end(StageStatus status) {
  return status == StageStatus::succeeded || status == StageStatus::failed_ignored ||
         status == StageStatus::skipped;
}

Progress progress(const std::vector<Stage>& stages) {
  Progress out;
  out.total = static_cast<int>(stages.size());
  for (const Stage& stage : stages) {
    switch (stage.status) {
      case StageStatus::running: out.active.push_back(&stage); break;
      case StageStatus::approval:
        out.active.push_back(&stage);
        if (out.approval == nullptr) out.approval = &stage;
        break;
      case StageStatus::failed:
      case StageStatus::stopped:
        if (out.failed == nullptr) out.failed = &stage;
        break;
      case StageStatus::failed_ignored:
        out.ignored_failures = true;
        ++out.done;
        break;
      case StageStatus::succeeded:
      case StageStatus::skipped: ++out.done; break;
      case StageStatus::waiting:
      case StageStatus::canceled: break;
    }
  }
  return out;
}

}  // namespace chatops::core

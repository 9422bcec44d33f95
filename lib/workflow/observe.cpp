// Reading an execution and recording what became of it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "core/environment_machine.hpp"
#include "core/set_aside.hpp"
#include "workflow/open.hpp"
#include "workflow/order.hpp"
#include "workflow/running.hpp"
#include "workflow/steps.hpp"

namespace chatops::workflow {
namespace {

using core::DeploymentStatus;
using core::EnvironmentState;
using core::ExecutionStatus;

/// Quick at first, when most stages end; the engine allows 20–30 reads a second for all.
Millis pace(const core::Deployment& row, Instant now) {
  using std::chrono::seconds;
  const auto running = now - row.started_at;
  if (running < seconds(20)) return seconds(1);
  if (running < seconds(120)) return seconds(3);
  return seconds(5);
}

void warn(core::Deployment& row, Reason reason) {
  const std::string code(code_of(reason));
  if (std::find(row.warnings.begin(), row.warnings.end(), code) == row.warnings.end()) {
    row.warnings.push_back(code);
  }
}

/// What did not end before it could be read for the last time is not known to have ended at all.
void keep_ended_stages(core::Deployment& row) {
  std::erase_if(row.stages, [](const core::Stage& stage) {
    return stage.status == core::StageStatus::waiting ||
           stage.status == core::StageStatus::running ||
           stage.status == core::StageStatus::approval;
  });
  warn(row, Reason::execution_unreadable);
}

Ending ending(DeploymentStatus status, const core::Execution& execution) {
  return {status, execution.effect, &execution};
}

void note_stages(core::Deployment& row, const core::Execution& execution) {
  if (execution.unreadable) {
    keep_ended_stages(row);
  } else {
    row.stages = execution.stages;
  }
  if (!execution.link.empty()) row.link = execution.link;
  if (execution.started_at) row.started_at = *execution.started_at;
  const auto progress = core::progress(row.stages);
  if (progress.ignored_failures) warn(row, Reason::stage_failed_ignored);
}

void name_cause(core::Deployment& row, const core::Execution& execution) {
  const auto progress = core::progress(row.stages);
  row.cause = execution.cause;
  row.cause_reason = code_of(Reason::stage_failed);
  if (progress.failed == nullptr && execution.unreadable) {
    row.cause_reason = code_of(Reason::execution_unreadable);
  }
  if (progress.failed == nullptr) return;
  const std::string& stage = progress.failed->name;
  const std::string& why = progress.failed->cause.empty() ? row.cause : progress.failed->cause;
  // An execution without words of its own names the stage.
  row.cause = why.empty() || why == stage ? stage : stage + ": " + why;
}

/// By the engine's clock, where it tells: a look may come hours later.
void note_end(core::Deployment& row, const core::Execution& execution) {
  std::optional<Instant> ended = execution.ended_at;
  for (const core::Stage& stage : row.stages) {
    const bool later =
        !execution.ended_at && stage.ended_at && (!ended || *ended < *stage.ended_at);
    if (later) ended = stage.ended_at;
  }
  if (ended) row.ended_at = std::max(*ended, row.started_at);
}

/// Cancelled by the engine because a newer execution of the pipeline waited. In favour of the same
/// environment it is over; for another's sake it is started again.
void settle_superseded(core::Tx& tx, core::Deployment& row, const core::Execution& execution,
                       Instant now) {
  const auto newest = tx.deployments().newest(row.application, row.environment);
  const bool newer_here =
      newest && newest->revision > row.revision && !core::finished(newest->status);
  const auto environment = tx.environments().find(row.application, row.environment);
  const bool stale = environment && (environment->epoch != row.epoch ||
                                     (core::epoch_conflict(row, *environment) && !row.teardown));
  if (newer_here || stale) {
    conclude(tx, row, ending(DeploymentStatus::superseded, execution), now);
    return;
  }
  if (row.starts >= most_starts) {
    row.cause_reason = code_of(Reason::pipeline_busy);
    conclude(tx, row, ending(DeploymentStatus::canceled, execution), now);
    return;
  }
  row.execution = {};
  row.stages.clear();
  value_or_throw(core::become(row, DeploymentStatus::queued, now));
  tx.deployments().put(row);
}

/// The stages that did not come to their end, the one that halted the others first: an engine may
/// call an execution successful in which a branch was stopped and what follows never ran.
std::string unfinished_stages(const core::Deployment& row) {
  std::string halted, others;
  for (const core::Stage& stage : row.stages) {
    if (core::came_to_its_end(stage.status)) continue;
    const bool halts =
        stage.status == core::StageStatus::stopped || stage.status == core::StageStatus::failed;
    auto& list = halts ? halted : others;
    list += (list.empty() ? "" : ", ") + stage.name;
    if (halts && !stage.cause.empty()) list += ": " + stage.cause;
  }
  return halted.empty() ? others : halted;
}

/// Succeeded by the engine's word; whether it is what was asked for is another matter.
void settle_succeeded(core::Tx& tx, core::Deployment& row, const core::Verified& verified,
                      const core::Execution& execution, Instant now) {
  if (std::string unfinished = unfinished_stages(row); !unfinished.empty()) {
    row.cause = std::move(unfinished);
    row.cause_reason = code_of(Reason::stage_unfinished);
    conclude(tx, row, ending(DeploymentStatus::failed, execution), now);
    return;
  }
  for (const Reason untold : verified.untold) warn(row, untold);
  row.cause = verified.how;
  row.cause_reason = verified.differs ? code_of(*verified.differs) : "";
  // It brought something, and not what was asked for.
  Ending end =
      ending(verified.differs ? DeploymentStatus::failed : DeploymentStatus::succeeded, execution);
  end.effect = verified.differs ? core::Effect::unknown : core::Effect::brought;
  conclude(tx, row, end, now);
}

/// Whatever becomes of that execution, it says nothing of this deployment.
bool settle_not_ours(core::Tx& tx, core::Deployment& row, std::string how,
                     const core::Execution& execution, Instant now) {
  if (how.empty()) return false;
  row.cause = std::move(how);
  row.cause_reason = code_of(Reason::execution_not_ours);
  if (!execution.link.empty()) row.link = execution.link;
  row.stages.clear();
  conclude(tx, row, {DeploymentStatus::failed, core::Effect::unknown}, now);
  return true;
}

/// The worst of what was seen, in the words of an outcome: an engine that brings back what ran
/// before takes away what there was to see.
std::map<std::string, std::string> worst_of(const core::Deployment& row,
                                            std::map<std::string, std::string> otherwise) {
  if (row.troubles.empty()) return otherwise;
  Args args;
  blame(args, row.troubles.front().why);
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : args.pairs()) out[name] = value;
  return out;
}

struct Seen {
  const core::Execution& execution;
  const std::optional<std::vector<core::Trouble>>& troubles;
};

void record_execution(core::Tx& tx, core::DeployEngine& engine, core::Deployment& row,
                      const Seen& seen, Instant now) {
  const core::Execution& execution = seen.execution;
  const core::Deployment before = row;
  const core::Order order = read_payload(row.payload).order;
  auto remembered = std::exchange(row.cause_args, {});
  if (settle_not_ours(tx, row, engine.not_ours(order, execution), execution, now)) return;
  note_stages(row, execution);
  // What was seen before it succeeded is over.
  if (execution.status == ExecutionStatus::succeeded) row.troubles.clear();
  if (seen.troubles) row.troubles = *seen.troubles;
  switch (execution.status) {
    case ExecutionStatus::waiting:
    case ExecutionStatus::running: {
      const bool waits = execution.status == ExecutionStatus::waiting;
      row.cause_args = worst_of(row, std::move(remembered));
      value_or_throw(
          core::become(row, waits ? DeploymentStatus::queued : DeploymentStatus::running, now));
      const bool same = row.status == before.status && row.started_at == before.started_at &&
                        row.stages == before.stages && row.troubles == before.troubles &&
                        row.cause_args == before.cause_args && row.link == before.link &&
                        row.warnings == before.warnings;
      if (!same) tx.deployments().put(row);
      return;
    }
    case ExecutionStatus::succeeded:
      settle_succeeded(tx, row, engine.verify(order, execution), execution, now);
      return;
    case ExecutionStatus::failed:
      if (!execution.waited) row.troubles.clear();
      name_cause(row, execution);
      if (execution.waited && execution.effect == core::Effect::none &&
          row.cause_reason == code_of(Reason::stage_failed))
        row.cause_args = std::move(remembered);
      conclude(tx, row, ending(DeploymentStatus::failed, execution), now);
      return;
    case ExecutionStatus::canceled:
      row.cause = execution.cause;
      if (execution.superseded) {
        settle_superseded(tx, row, execution, now);
      } else {
        row.cause_reason = code_of(Reason::deployment_canceled);
        conclude(tx, row, ending(DeploymentStatus::canceled, execution), now);
      }
      return;
  }
}

/// Whether what runs was brought there by a success. Where it is not recorded, only successes
/// counted.
bool sound(core::Tx& tx, const core::Environment& environment) {
  if (environment.deployed_revision == 0) return true;
  const auto row = tx.deployments().find(environment.application, environment.name,
                                         environment.deployed_revision);
  return row && row->status == DeploymentStatus::succeeded;
}

EnvironmentState state_after(core::Tx& tx, const core::Environment& environment,
                             const core::Deployment& row) {
  if (!row.teardown) {
    return core::state_after(environment, row.status, *row.effect, sound(tx, environment));
  }
  return row.status == DeploymentStatus::succeeded ? EnvironmentState::retired
                                                   : EnvironmentState::failed;
}

/// An engine may not show an execution at once; one that it still does not know has no outcome that
/// anybody could learn.
bool forgotten(const core::Deployment& row, const Error& why, Instant now) {
  // One that started in the future was started by a clock that has been put right since.
  const Millis since = now - row.started_at;
  constexpr Millis patience = std::chrono::minutes(2);
  return why.reason == Reason::outside_not_found && (since > patience || since < -patience);
}

/// So soon after the start nothing is certain yet: it is not looked for.
constexpr Millis before_first_look = std::chrono::seconds(1);
/// At first what stood there before is no trouble of this one, and what takes its time is none.
constexpr Millis at_first = std::chrono::minutes(1);
/// So long after its end it is waited for what seems to go wrong to be certain.
constexpr Millis longest_doubt = std::chrono::seconds(4);
constexpr Millis between_last_looks = std::chrono::milliseconds(200);
/// A container without a probe counts as ready when it starts; one that exits at once has done so
/// by this age. For that no more than a twentieth is added to the time that the deployment took,
/// and nothing where that would not be enough to learn anything.
constexpr Millis young = std::chrono::seconds(3);
constexpr Millis least_spare = std::chrono::milliseconds(500);
constexpr int share_of_time = 20;

bool worth_a_look(ExecutionStatus status, Millis since_start) {
  if (status == ExecutionStatus::running) return since_start >= before_first_look;
  return status == ExecutionStatus::succeeded || status == ExecutionStatus::failed;
}

Counted what_counts(ExecutionStatus status, Instant started, Instant now) {
  Counted out{.since = started, .given_up = false, .followed = true};
  const bool early = status == ExecutionStatus::running && now - started < at_first;
  if (status == ExecutionStatus::succeeded || early) return out;
  out.since.reset();
  out.given_up = true;
  return out;
}

/// Right after the success a container has ended, or only just started: in a moment it is known
/// whether there is a trouble.
bool about_to_tell(const core::Execution& execution, const core::RunningNamespace& there,
                   Instant started, Instant now) {
  if (execution.status != ExecutionStatus::succeeded || !there.troubles.empty()) return false;
  if (!execution.ended_at) return false;
  const Millis over_for = now - *execution.ended_at;
  if (over_for >= longest_doubt) return false;
  Millis spare = std::min((*execution.ended_at - started) / share_of_time, young);
  if (spare < least_spare) spare = Millis(0);
  const auto since = std::chrono::floor<std::chrono::seconds>(started);  // clusters tell no less
  return std::any_of(there.workloads.begin(), there.workloads.end(),
                     [&](const core::RunningWorkload& one) {
                       // A container that has ended may still be counted as ready.
                       const bool lacks = one.ready < one.wanted || (one.wanted > 0 && !one.since);
                       const bool runs_anew = one.since && *one.since >= since;
                       if (!runs_anew) return lacks;
                       if (one.restarts > 0) return true;
                       return over_for < spare && (lacks || now - *one.since < young);
                     });
}

Step call_unknown(Dependencies& deps, const core::Deployment& row, Instant now) {
  Step step{.deployment = row};
  step.deployment.cause_reason = code_of(Reason::outside_not_found);
  deps.store.write([&](core::Tx& tx) {
    core::Deployment unknown_row = step.deployment;
    lose(tx, unknown_row, now);
    step.deployment = std::move(unknown_row);
  });
  return step;
}

}  // namespace

void conclude(core::Tx& tx, core::Deployment& row, const Ending& end, Instant now) {
  value_or_throw(core::become(row, end.status, now));
  row.effect = row.execution.empty() ? core::Effect::none : end.effect;
  if (end.told != nullptr) note_end(row, *end.told);
  tx.deployments().put(row);
  auto environment = tx.environments().find(row.application, row.environment);
  if (!environment || environment->epoch != row.epoch) return;
  const bool succeeded = end.status == DeploymentStatus::succeeded;
  if (succeeded && row.teardown) {
    environment->deployed.reset();
    environment->deployed_revision = 0;
    environment->deployed_generation = 0;
    environment->doubt.reset();
    environment->set_aside.clear();
    environment->chart_set_aside.reset();
    environment->waiting.clear();
  } else {
    const bool half_torn_down = row.teardown && *row.effect != core::Effect::none;
    core::leave(*environment, row, half_torn_down ? core::Effect::unknown : *row.effect);
  }
  if (succeeded && !row.teardown) core::clear_set_aside(*environment, row.bill);
  // One that the engine never took says nothing of its versions.
  const bool failed = end.status == DeploymentStatus::failed && !row.execution.empty();
  if (failed && !row.teardown) core::set_aside_changes(*environment, row, now);
  const bool goes_on = open_deployments(tx, row.application, row.environment).newest() != nullptr;
  const EnvironmentState next =
      goes_on ? core::state_while(*environment) : state_after(tx, *environment, row);
  if (core::may_become(environment->state, next)) {
    value_or_throw(core::become(*environment, next, now));
  }
  environment->changed_at = now;
  tx.environments().put(*environment);
}

void lose(core::Tx& tx, core::Deployment& row, Instant now) {
  value_or_throw(core::become(row, DeploymentStatus::unknown, now));
  row.effect = core::Effect::unknown;
  tx.deployments().put(row);
  auto environment = tx.environments().find(row.application, row.environment);
  if (!environment || environment->epoch != row.epoch) return;
  const auto doubt = environment->doubt;
  core::leave(*environment, row, core::Effect::unknown);
  if (environment->doubt == doubt) return;
  environment->changed_at = now;
  tx.environments().put(*environment);
}

Step record_seen(Dependencies& deps, const core::Deployment& row,
                 const Known<core::Execution>& seen,
                 const std::optional<std::vector<core::Trouble>>& troubles) {
  core::DeployEngine& engine = deps.engines.of(row.engine);
  const Instant now = deps.system.clock.now();
  Step step{.deployment = row, .again = pace(row, now)};
  if (!seen && forgotten(row, seen.error(), now)) return call_unknown(deps, row, now);
  if (!seen) {
    step.events.push_back({.kind = EventKind::warning, .at = now, .detail = seen.error()});
    return step;
  }
  deps.store.write([&](core::Tx& tx) {
    auto stored = tx.deployments().find(row.application, row.environment, row.revision);
    if (!stored || stored->execution != row.execution || core::finished(stored->status)) {
      if (stored) step.deployment = std::move(*stored);  // somebody else was first
      return;
    }
    step.deployment = std::move(*stored);
    record_execution(tx, engine, step.deployment, {*seen, troubles}, now);
  });
  if (core::finished(step.deployment.status)) step.again.reset();
  return step;
}

/// While it goes on, its engine waits for what its cluster may know already never to come; one that
/// succeeded may have waited for less than that all of it stays up.
Step observe_step(const Call& call, Dependencies& deps, const core::Deployment& row) {
  const auto seen = deps.engines.of(row.engine).observe(call, row.execution);
  if (!seen || row.teardown) return record_seen(deps, row, seen);
  const Instant now = deps.system.clock.now();
  const Instant started = seen->started_at.value_or(row.started_at);
  if (!worth_a_look(seen->status, now - started)) return record_seen(deps, row, seen);
  const auto there = seen_of(call, deps, row, what_counts(seen->status, started, now));
  if (!there) return record_seen(deps, row, seen);
  if (about_to_tell(*seen, *there, started, now))
    return {.deployment = row, .again = between_last_looks};
  return record_seen(deps, row, seen, there->troubles);
}

}  // namespace chatops::workflow

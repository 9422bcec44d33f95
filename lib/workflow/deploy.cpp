// Steps put together: which one is due, what to tell of it, and following to the end.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/deploy.hpp"

#include <algorithm>
#include <array>

#include "core/environment_machine.hpp"
#include "core/words.hpp"
#include "workflow/listening.hpp"
#include "workflow/order.hpp"
#include "workflow/steps.hpp"

namespace chatops::workflow {
namespace {

using core::DeploymentStatus;
using core::StageStatus;

constexpr auto event_words =
    std::to_array<core::Word<EventKind>>({{EventKind::queued, "queued"},
                                          {EventKind::started, "started"},
                                          {EventKind::waiting, "waiting"},
                                          {EventKind::stage, "stage"},
                                          {EventKind::approval, "approval"},
                                          {EventKind::warning, "warning"},
                                          {EventKind::trouble, "trouble"},
                                          {EventKind::lost, "lost"},
                                          {EventKind::restarted, "restarted"},
                                          {EventKind::finished, "finished"}});

constexpr Millis while_contended = std::chrono::milliseconds(500);
constexpr Millis longest_between_failures = std::chrono::seconds(30);
/// A token that is refused so often in a row was taken away; no look will bring it back.
constexpr int most_refusals = 3;
constexpr int most_contended = 60;

bool contended(const Error& error) {
  return error.reason == Reason::state_conflict || error.reason == Reason::state_busy;
}

void stage_changes(const core::Deployment& before, const core::Deployment& after, Instant now,
                   std::vector<Event>& out) {
  for (const core::Stage& stage : after.stages) {
    const auto was = std::find_if(before.stages.begin(), before.stages.end(),
                                  [&](const core::Stage& one) { return one.id == stage.id; });
    const bool known = was != before.stages.end() && before.execution == after.execution;
    const StageStatus old = known ? was->status : StageStatus::waiting;
    // One that hangs says later what holds it.
    const bool held =
        known && stage.status == StageStatus::running && was->cause.empty() && !stage.cause.empty();
    if (old == stage.status && !held) continue;
    const bool approval = stage.status == StageStatus::approval;
    out.push_back({.kind = approval ? EventKind::approval : EventKind::stage,
                   .at = now,
                   .stage = stage,
                   .link = stage.link});
    if (stage.status == StageStatus::failed_ignored) {
      out.push_back({.kind = EventKind::warning,
                     .at = now,
                     .stage = stage,
                     .detail = Error(Reason::stage_failed_ignored,
                                     {{"what", stage.name}, {"why", stage.cause}})});
    }
  }
}

/// Those that no stage tells of already.
void new_warnings(const core::Deployment& before, const core::Deployment& after, Instant now,
                  std::vector<Event>& out) {
  for (const std::string& code : after.warnings) {
    const auto& old = before.warnings;
    const auto reason = reason_of(code);
    if (!reason || *reason == Reason::stage_failed_ignored) continue;
    if (std::find(old.begin(), old.end(), code) != old.end()) continue;
    out.push_back({.kind = EventKind::warning,
                   .at = now,
                   .detail = Error(*reason, {{"what", after.environment}}),
                   .link = after.link});
  }
}

/// What two tellings of the same thing have in common: the outside's words and the number it gives
/// to every call differ each time.
std::string identity(const Event& event) {
  std::string out(word_of(event.kind));
  if (!event.detail) return out;
  out += code_of(event.detail->reason);
  for (const auto& [name, value] : event.detail->args.pairs()) {
    if (name != "why" && name != "request") out += "\n" + name + "=" + value;
  }
  return out;
}

/// What went wrong with looking, look after look.
struct Trouble {
  int looks = 0;
  std::optional<Error> last;

  void take(const std::vector<Event>& passing) {
    const auto failed = std::find_if(passing.begin(), passing.end(), [](const Event& event) {
      return event.kind == EventKind::warning && event.detail;
    });
    looks = failed == passing.end() ? 0 : looks + 1;
    last = failed == passing.end() ? std::nullopt : failed->detail;
  }
  Millis longer(Millis pace) const {
    if (looks < 2) return pace;
    const int doublings = std::min(looks - 1, 10);
    return std::max(pace, std::min(pace * (1 << doublings), longest_between_failures));
  }
  bool hopeless() const {
    if (!last || looks < most_refusals) return false;
    return last->kind() == Kind::auth || last->kind() == Kind::denied;
  }
};

/// Of what it waits for, as far as a stage says.
void say_of_removal(Args& args, const core::Deployment& row) {
  if (!row.teardown) return;
  args.set("removed", row.environment);
  for (const core::Stage& stage : row.stages)
    if (stage.status == StageStatus::running && !stage.cause.empty()) args.set("why", stage.cause);
}

/// The deployment goes on without us; why we cannot see it is told as its cause.
Error not_seen_to_its_end(const core::Deployment& row, const std::optional<Error>& trouble) {
  Error error(Reason::deployment_still_running,
              {{"what", row.environment}, {"revision", std::to_string(row.revision)}});
  say_of_removal(error.args, row);
  if (!row.link.empty()) error.args.set("where", row.link);
  if (!trouble) return error;
  error.args.set("cause", std::string(code_of(trouble->reason)));
  if (const auto why = trouble->args.get("why"); !why.empty()) {
    error.args.set("why", std::string(why));
  }
  error.args.set("of", std::string(trouble->args.get("what")));
  return error;
}

/// What is told of each trouble once, however its numbers go on.
void new_troubles(const core::Deployment& before, const core::Deployment& after, Instant now,
                  std::vector<Event>& out) {
  for (const core::Trouble& trouble : after.troubles) {
    const auto there = [&](const core::Trouble& one) { return one.same(trouble); };
    if (std::any_of(before.troubles.begin(), before.troubles.end(), there)) continue;
    out.push_back({.kind = EventKind::trouble, .at = now, .detail = trouble.why});
  }
}

/// A reader who comes later is told what is known by then.
core::Deployment as_if_new(core::Deployment row) {
  row.execution = {};
  row.stages.clear();
  row.troubles.clear();
  row.warnings.clear();
  row.status = DeploymentStatus::intended;
  row.starts = 0;
  return row;
}

}  // namespace

std::string_view word_of(EventKind kind) { return core::find_word(event_words, kind); }

std::vector<Event> changes(const core::Deployment& before, const core::Deployment& after,
                           Instant now) {
  std::vector<Event> out;
  if (before.execution != after.execution && !after.execution.empty()) {
    out.push_back({.kind = EventKind::started, .at = now, .link = after.link});
  }
  if (!before.execution.empty() && after.execution.empty() && !core::finished(after.status)) {
    out.push_back({.kind = EventKind::restarted, .at = now});
  }
  const bool held = after.status == DeploymentStatus::queued && !after.execution.empty();
  const bool was_held = before.status == DeploymentStatus::queued && !before.execution.empty();
  if (held && !was_held) {
    out.push_back({.kind = EventKind::waiting, .at = now, .link = after.link});
  }
  stage_changes(before, after, now, out);
  new_troubles(before, after, now, out);
  new_warnings(before, after, now, out);
  if (before.status == after.status) return out;
  if (after.status == DeploymentStatus::unknown) {
    out.push_back(
        {.kind = EventKind::lost, .at = now, .detail = outcome(after), .link = after.link});
  } else if (core::finished(after.status)) {
    out.push_back(
        {.kind = EventKind::finished, .at = now, .detail = outcome(after), .link = after.link});
  }
  return out;
}

core::Deployment load(Dependencies& deps, const DeploymentKey& key) {
  std::optional<core::Deployment> row;
  deps.store.read([&](core::Tx& tx) {
    row = tx.deployments().find(key.application, key.environment, key.revision);
  });
  if (row) return std::move(*row);
  throw Error(Reason::unknown_revision,
              {{"what", std::to_string(key.revision)}, {"where", key.environment}});
}

Step take_step(const Call& call, Dependencies& deps, const DeploymentKey& key) {
  const core::Deployment row = load(deps, key);
  if (core::finished(row.status)) return {row};
  if (row.status == DeploymentStatus::unknown) return unknown_step(call, deps, row);
  if (!row.execution.empty()) return observe_step(call, deps, row);
  const bool asked = row.status == DeploymentStatus::intended && row.starts > 0;
  return asked ? lost_step(call, deps, row) : start_step(call, deps, row);
}

Step advance(const Call& call, Dependencies& deps, const DeploymentKey& key) {
  call.check(deps.system.clock);
  const core::Deployment before = load(deps, key);
  Step step = take_step(call, deps, key);
  std::vector<Event> events = changes(before, step.deployment, deps.system.clock.now());
  step.events.insert(step.events.begin(), std::make_move_iterator(events.begin()),
                     std::make_move_iterator(events.end()));
  return step;
}

core::Deployment follow(const Call& call, Dependencies& deps, const DeploymentKey& key,
                        Watcher& watcher) {
  return follow_by(call, deps, key, watcher, take_step);
}

core::Deployment follow_by(const Call& call, Dependencies& deps, const DeploymentKey& key,
                           Watcher& watcher, const TakeStep& step_of) {
  Clock& clock = deps.system.clock;
  core::Deployment seen = as_if_new(load(deps, key));
  std::string told;
  const auto tell = [&](const core::Deployment& now, const std::vector<Event>& passing) {
    for (const Event& event : changes(seen, now, clock.now())) watcher.event(now, event);
    // What stands in the way, or fails, is told once, not at every look.
    std::string standing;
    for (const Event& event : passing) standing += identity(event);
    if (standing != told) {
      for (const Event& event : passing) watcher.event(now, event);
    }
    told = std::move(standing);
    seen = now;
  };
  tell(load(deps, key), {});
  Trouble trouble;
  Listening listening(deps);
  for (int contention = 0;;) {
    if (call.stop.stop_requested()) throw Interrupted{};
    if (clock.tick() >= call.deadline) throw not_seen_to_its_end(seen, trouble.last);
    Step step{.deployment = seen, .again = while_contended};
    try {
      step = step_of(call, deps, key);
      contention = 0;
    } catch (const Error& error) {
      if (!contended(error) || ++contention > most_contended) throw;
    }
    tell(step.deployment, step.events);
    if (!step.again) return seen;
    trouble.take(step.events);
    if (trouble.hopeless()) throw not_seen_to_its_end(seen, trouble.last);
    const Tick next = std::min(clock.tick() + trouble.longer(*step.again), call.deadline);
    listening.listen(step.deployment);
    if (!listening.pause(next, call.stop)) throw Interrupted{};
  }
}

namespace {

/// What an outside system said when it was asked to start is said of the pipeline.
Error told_of_pipeline(Reason reason, const core::Deployment& row, Args args) {
  if (!row.payload.empty()) args.set("what", read_payload(row.payload).order.name);
  return Error(reason, std::move(args));
}

bool is_of_environment(Reason reason) {
  return reason == Reason::artifacts_differ || reason == Reason::parameters_differ ||
         reason == Reason::execution_unreadable || reason == Reason::execution_not_ours ||
         reason == Reason::stage_unfinished || reason == Reason::stale_epoch;
}

}  // namespace

void blame(Args& args, const Error& cause) {
  args.set("cause", std::string(code_of(cause.reason)));
  for (const auto& [name, value] : cause.args.pairs()) args.set("cause." + name, value);
}

std::optional<Error> outcome(const core::Deployment& row) {
  Args args{{"what", row.environment}, {"revision", std::to_string(row.revision)}};
  if (!row.cause.empty()) args.set("why", row.cause);
  if (!row.link.empty()) args.set("where", row.link);
  const auto cause = reason_of(row.cause_reason);
  switch (row.status) {
    case DeploymentStatus::succeeded: return std::nullopt;
    case DeploymentStatus::failed: {
      const bool own_words = cause && *cause != Reason::stage_failed;
      if (!own_words) {
        for (const auto& [name, value] : row.cause_args) args.set(name, value);
        if (!row.troubles.empty()) blame(args, row.troubles.front().why);
        return Error(Reason::deployment_failed, std::move(args));
      }
      if (is_of_environment(*cause) && row.cause_args.empty())
        return Error(*cause, std::move(args));
      if (!row.cause_args.empty()) {
        Error told(*cause);
        for (const auto& [name, value] : row.cause_args) told.args.set(name, value);
        return told;
      }
      return told_of_pipeline(*cause, row, std::move(args));
    }
    case DeploymentStatus::canceled: {
      // One that gave way too often is cancelled like any other; its cause tells in whose favour.
      const bool own_words =
          cause && *cause != Reason::deployment_canceled && *cause != Reason::pipeline_busy;
      return Error(own_words ? *cause : Reason::deployment_canceled, std::move(args));
    }
    case DeploymentStatus::superseded: return Error(Reason::deployment_superseded, std::move(args));
    case DeploymentStatus::unknown:
      if (cause && *cause != Reason::deployment_unknown) args.set("cause", row.cause_reason);
      if (!row.payload.empty()) args.set("of", row.engine);
      return Error(Reason::deployment_unknown, std::move(args));
    case DeploymentStatus::intended:
    case DeploymentStatus::queued:
    case DeploymentStatus::running: break;
  }
  say_of_removal(args, row);
  return Error(Reason::deployment_still_running, std::move(args));
}

void cancel(const Call& call, Dependencies& deps, const DeploymentKey& key,
            const std::string& reason) {
  const core::Deployment row = load(deps, key);
  if (core::finished(row.status)) return;
  if (!row.execution.empty()) {
    const auto answer = deps.engines.of(row.engine).cancel(call, row.execution, reason);
    if (!answer) throw Error(answer.error());
    return;
  }
  deps.store.write([&](core::Tx& tx) {
    auto stored = tx.deployments().find(key.application, key.environment, key.revision);
    const bool asked = stored && (stored->starts > 0 && stored->status != DeploymentStatus::queued);
    if (!stored || asked || !stored->execution.empty() || core::finished(stored->status)) {
      throw Error(Reason::state_conflict, {{"what", "deployment/" + key.environment}});
    }
    stored->cause = reason;
    stored->cause_reason = code_of(Reason::deployment_canceled);
    conclude(tx, *stored, {DeploymentStatus::canceled}, deps.system.clock.now());
  });
}

}  // namespace chatops::workflow

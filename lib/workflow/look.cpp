// SPDX-License-Identifier: Apache-2.0
// A deployment that somebody else is starting right now has no execution yet; it is left to them.
#include "workflow/look.hpp"

#include <map>

#include "core/environment_machine.hpp"
#include "workflow/steps.hpp"

namespace chatops::workflow {
namespace {

constexpr Millis patience_with_runs = std::chrono::seconds(8);
constexpr Millis between_looks = std::chrono::seconds(1);

std::vector<core::Deployment> open_rows(Dependencies& deps, const std::string& environment) {
  std::vector<core::Deployment> out;
  const std::string& application = deps.application.name;
  deps.store.read([&](core::Tx& tx) {
    out = environment.empty() ? tx.deployments().unfinished(application)
                              : tx.deployments().unfinished(application, environment);
  });
  return out;
}

/// The step that is due, unless it would start something.
Step watching_step(const Call& call, Dependencies& deps, const DeploymentKey& key) {
  core::Deployment row = load(deps, key);
  if (!core::waits_to_start(row)) return take_step(call, deps, key);
  Step step{.deployment = std::move(row), .again = between_looks};
  const core::Deployment& waiting = step.deployment;
  step.events.push_back({.kind = EventKind::queued,
                         .at = deps.system.clock.now(),
                         .detail = Error(Reason::deployment_not_started,
                                         {{"what", waiting.environment},
                                          {"revision", std::to_string(waiting.revision)}})});
  return step;
}

/// Another process was first, or holds the file: what it records is as good as ours.
bool somebody_else(const Error& error) {
  return error.reason == Reason::state_conflict || error.reason == Reason::state_busy;
}

}  // namespace

std::vector<Error> look(const Call& call, Dependencies& deps, const std::string& environment) {
  std::vector<core::Deployment> seen;
  std::map<std::string, std::vector<std::size_t>> by_engine;  // places in `seen`
  std::vector<Error> problems;
  const auto guarded = [&](const auto& work) {
    try {
      for (Event& event : work().events) {
        if (event.kind == EventKind::warning && event.detail) add_once(problems, *event.detail);
      }
    } catch (const Error& error) {
      if (error.reason == Reason::unknown_engine) {
        add_once(problems, error);  // of this row; others have theirs
      } else if (!somebody_else(error)) {
        throw;
      }
    }
  };
  for (core::Deployment& row : open_rows(deps, environment)) {
    if (row.status == core::DeploymentStatus::unknown) continue;
    if (!row.execution.empty()) {
      by_engine[row.engine].push_back(seen.size());
      seen.push_back(std::move(row));
    } else if (row.status == core::DeploymentStatus::intended && row.starts > 0) {
      guarded([&] { return lost_step(call, deps, row); });
    }
  }
  if (seen.empty()) return problems;
  const Tick end = std::min(call.deadline, deps.system.clock.tick() + patience_with_runs);
  for (const auto& [engine, places] : by_engine) {
    std::vector<core::ExecutionRef> executions;
    for (const std::size_t place : places) executions.push_back(seen[place].execution);
    std::vector<Known<core::Execution>> answers;
    guarded([&] {
      answers = deps.engines.of(engine).observe_all(call.until(end), executions);
      return Step{};
    });
    for (std::size_t i = 0; i < places.size() && i < answers.size(); ++i)
      guarded([&] { return record_seen(deps, seen[places[i]], answers[i]); });
  }
  return problems;
}

core::Deployment watch(const Call& call, Dependencies& deps, const DeploymentKey& key,
                       Watcher& watcher) {
  return follow_by(call, deps, key, watcher, watching_step);
}

}  // namespace chatops::workflow

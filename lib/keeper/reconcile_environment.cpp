// An environment's key: brought up to date, its deployments taken on, and shown.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/reconcile.hpp"

#include "keeper/show.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

void Reconcilers::compare(const Call& call, ServedApplication& served,
                          const std::string& environment) {
  const std::string& application = served.deps->application.name;
  std::vector<std::string> names;
  for (const std::string& name : served.outdated) {
    const bool turn = name == environment ||
                      queue_.due({KeyKind::environment, served.project, application, name});
    if (turn && !served.compared.contains(name)) names.push_back(name);
  }
  served.facts.forget_stale(system_.clock.now(), options_.facts_age);
  const bool one_of_several = several(served);
  std::set<std::string> settled(names.begin(), names.end());
  workflow::update_each(
      call, *served.deps, served.facts, names, options_.definition,
      [&](workflow::Update one) {
        std::string name = one.environment;
        if (one.why_not || one.held) settled.erase(name);
        if (one.brought) served.outdated.erase(name);
        served.compared.insert_or_assign(std::move(name), std::move(one));
      },
      [&](core::Tx& tx, const workflow::Brought& brought) {
        tell_updated(tx, served, brought, one_of_several, {});
      });
  for (const std::string& name : settled) served.outdated.erase(name);
  spread(served, {names.begin(), names.end()});
}

/// What one comparison was the first to read concerns all others that follow it.
void Reconcilers::spread(ServedApplication& served, const std::set<std::string>& compared) {
  constexpr std::size_t most_kept = 10'000;  // branches that were deleted are among them
  if (served.newest.size() > most_kept) served.newest.clear();
  std::vector<std::string> others;
  for (const auto& [key, fact] : served.facts.branches) {
    const auto now = workflow::newest_in(served.facts, key.component, key.branch);
    if (!now) continue;
    std::string& before = served.newest[{key.component, key.branch}];
    if (std::exchange(before, *now) == *now) continue;
    for (std::string& name : workflow::followers_of(*served.deps, key.component, key.branch)) {
      if (!compared.contains(name) && !served.outdated.contains(name))
        others.push_back(std::move(name));
    }
  }
  outdate(served, others);
  mark(served, others);
}

void Reconcilers::update(const Call& call, ServedApplication& served,
                         const std::string& environment) {
  std::optional<workflow::Update> done;
  {
    const std::scoped_lock lock(served.mutex);
    if (served.outdated.contains(environment) && !served.compared.contains(environment))
      compare(call, served, environment);
    if (auto found = served.compared.extract(environment)) done = std::move(found.mapped());
  }
  if (!done) return;
  if (done->why_not) throw Error(*done->why_not);
  if (!done->brought) return;
  workflow::Commits commits;
  {
    constexpr Millis patience{5'000};  // a line without its commits is better than a late one
    constexpr std::size_t most_kept = 1000;
    const std::scoped_lock lock(served.reading);
    if (served.commits.size() > most_kept) served.commits.clear();
    commits = workflow::read_commits(call.until(system_.clock.tick() + patience), *served.deps,
                                     *done->brought, served.commits);
  }
  if (commits.empty()) return;
  const bool one_of_several = several(served);
  store_.write(
      [&](core::Tx& tx) { tell_updated(tx, served, *done->brought, one_of_several, commits); });
}

/// The rows that cards are to tell of, by revision: those of the step as it left them, and others
/// that may stand otherwise than was shown last.
std::map<std::int64_t, core::Deployment> Reconcilers::to_show(
    const ServedApplication& served, const Shown& said, const std::vector<core::Deployment>& step) {
  std::map<std::int64_t, core::Deployment> out;
  for (const core::Deployment& row : step) out.emplace(row.revision, row);
  const core::Deployment& newest = step.back();
  if (said.newest != newest.revision) {
    for (core::Deployment& row : workflow::those_before(*served.deps, newest))
      out.try_emplace(row.revision, std::move(row));
  }
  store_.read([&](core::Tx& tx) {
    for (const std::int64_t revision : said.open) {
      if (out.contains(revision)) continue;
      auto row = tx.deployments().find(newest.application, newest.environment, revision);
      if (row) out.emplace(revision, std::move(*row));
    }
  });
  return out;
}

void Reconcilers::show(ServedApplication& served, const std::string& environment,
                       const std::vector<core::Deployment>& step) {
  if (step.empty()) return;
  Shown said;
  {
    const std::scoped_lock lock(served.mutex);
    said = served.shown[environment];
  }
  if (said.newest == 0) said.open = open_cards(store_, served, environment);
  std::vector<core::Deployment> rows;
  Shown now_said{.newest = step.back().revision, .open = {}};
  for (auto& [revision, row] : to_show(served, said, step)) {
    if (!core::finished(row.status)) now_said.open.insert(revision);
    rows.push_back(std::move(row));
  }
  show_deployments(store_, served, environment, rows, several(served));
  const std::scoped_lock lock(served.mutex);
  served.shown[environment] = std::move(now_said);
}

void Reconcilers::report(const workflow::EnvironmentStep& step) {
  if (!step.was || step.shown.empty()) return;
  using core::DeploymentStatus;
  const core::Deployment& now_is = step.shown.front();
  const auto waits = [](DeploymentStatus status) {
    return status == DeploymentStatus::intended || status == DeploymentStatus::queued;
  };
  nlohmann::json fields = {{"application", now_is.application},
                           {"environment", now_is.environment},
                           {"revision", now_is.revision},
                           {"actor", now_is.actor.name},
                           {"origin", core::word_of(now_is.actor.origin)},
                           {"teardown", now_is.teardown}};
  if (core::finished(now_is.status)) {
    fields["status"] = core::word_of(now_is.status);
    if (!now_is.cause.empty()) fields["cause"] = now_is.cause;
    happened("deployment ended", std::move(fields));
  } else if (waits(*step.was) && !waits(now_is.status)) {
    happened("deployment started", std::move(fields));
  }
}

void Reconcilers::listen(const Key& key, const std::shared_ptr<ServedApplication>& served,
                         const workflow::EnvironmentStep& step) {
  core::ExecutionRef execution;
  std::string engine;
  if (step.again && !step.shown.empty()) {
    execution = step.shown.front().execution;
    engine = step.shown.front().engine;
  }
  Listening before;  // ends when nobody holds the lock any more
  const std::scoped_lock lock(hearing_);
  if (const auto known = listening_.find(key); known != listening_.end()) {
    if (known->second.execution == execution) return;
    before = std::move(known->second);
    listening_.erase(known);
  }
  if (execution.empty()) return;
  auto subscription =
      served->deps->engines.of(engine).subscribe(execution, [this, key] { queue_.mark(key); });
  if (subscription) listening_[key] = {served, execution, std::move(subscription)};
}

Verdict Reconcilers::environment(const Call& call, const Key& key) {
  const auto served = landscape_.application(key.scope);
  if (!served) return {};
  std::optional<Error> failed;
  try {
    update(call, *served, key.name);
  } catch (const Error& error) {
    failed = error;  // what is under way goes on all the same
  }
  const auto step = workflow::keep_environment(call, *served->deps, key.name);
  report(step);
  tell_waiting(store_, *served, key.name, several(*served));
  show(*served, key.name, step.shown);
  told();
  if (step.next && *step.next != key.name)
    queue_.mark({KeyKind::environment, key.project, key.scope, *step.next});
  listen(key, served, step);
  if (step.again) return {.again = step.again};
  return {.again = std::nullopt, .failed = failed};
}

}  // namespace chatops::keeper

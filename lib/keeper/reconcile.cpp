// One function a kind of key.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/reconcile.hpp"

#include <algorithm>

#include "keeper/drift.hpp"
#include "keeper/show.hpp"
#include "workflow/iteration/announce.hpp"
#include "workflow/iteration/keep.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

namespace {

/// The source could not be asked, which says nothing of what is in it.
bool passes(const Error& error) { return is_transient(error) || error.kind() == Kind::pending; }

}  // namespace

Millis give_or_take(Millis span, Random& random) {
  const auto base = static_cast<double>(span.count());
  return Millis{static_cast<std::int64_t>(base * (0.75 + 0.5 * random.unit()))};
}

Verdict Reconcilers::operator()(const Call& call, const Key& key) {
  switch (key.kind) {
    case KeyKind::project: return project(call, key);
    case KeyKind::iteration: return iteration(call, key);
    case KeyKind::component: return component(call, key);
    case KeyKind::chart: return chart(key);
    case KeyKind::environment: return environment(call, key);
    case KeyKind::poll: return poll(call, key);
    case KeyKind::cluster: return cluster(call, key);
    case KeyKind::definition: return definition(call, key);
  }
  return {};
}

void Reconcilers::mark_all() {
  for (const std::string& project : landscape_.projects())
    queue_.mark({KeyKind::project, project, "", ""});
  for (const std::string& name : landscape_.applications()) {
    const auto served = landscape_.application(name);
    if (!served) continue;
    mark_environments(served);
    mark_polled(*served);
    mark_cluster(*served);
  }
}

void Reconcilers::mark_people() {
  for (const std::string& project : landscape_.projects())
    queue_.mark({KeyKind::project, project, "", ""});
  for (const std::string& name : landscape_.applications()) {
    const auto served = landscape_.application(name);
    if (!served) continue;
    {
      const std::scoped_lock lock(served->clusters);
      served->compared_all.reset();
    }
    mark_cluster(*served);
  }
}

void Reconcilers::mark_cluster(const ServedApplication& served) {
  if (served.deps->clusters != nullptr && options_.look > Millis{0})
    queue_.mark({KeyKind::cluster, served.project, served.deps->application.name, ""});
}

void Reconcilers::mark_namespace(const std::string& ns) {
  constexpr Millis settle{400};  // changes come in bursts
  for (const std::string& name : landscape_.applications()) {
    const auto served = landscape_.application(name);
    if (!served || served->deps->clusters == nullptr || options_.look <= Millis{0}) continue;
    {
      const std::scoped_lock lock(served->clusters);
      served->stirred.insert(ns);
    }
    queue_.mark({KeyKind::cluster, served->project, name, ""}, settle);
  }
}

/// What changed in a cluster may be why a deployment does not get on, or that it is there.
void Reconcilers::mark_deploying(const ServedApplication& served,
                                 const std::set<std::string>& namespaces) {
  const std::string& application = served.deps->application.name;
  std::set<std::string> names;
  store_.read([&](core::Tx& tx) {
    names.clear();
    for (const core::Deployment& one : tx.deployments().unfinished(application)) {
      const auto environment = tx.environments().summary(application, one.environment);
      if (environment && namespaces.contains(environment->ns)) names.insert(one.environment);
    }
  });
  for (const std::string& name : names)
    queue_.mark({KeyKind::environment, served.project, application, name});
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

void Reconcilers::mark_definitions() {
  for (const std::string& name : landscape_.applications()) {
    if (const auto served = landscape_.application(name))
      queue_.mark({KeyKind::definition, served->project, name, ""});
  }
}

/// Those that were listed already come by themselves.
void Reconcilers::mark_polled(ServedApplication& served) {
  if (options_.poll <= Millis{0}) return;
  const std::scoped_lock lock(served.mutex);
  for (const std::string& component : served.polled)
    if (!served.listed.contains(component))
      queue_.mark({KeyKind::poll, served.project, served.deps->application.name, component});
}

namespace {

/// They are to be compared anew. Whoever calls holds the lock.
void outdate(ServedApplication& served, const std::vector<std::string>& environments) {
  served.outdated.insert(environments.begin(), environments.end());
  for (const std::string& name : environments) {
    const auto known = served.compared.find(name);
    if (known != served.compared.end() && !known->second.brought) served.compared.erase(known);
  }
}

}  // namespace

void Reconcilers::mark_environments(const std::shared_ptr<ServedApplication>& served) {
  std::vector<std::string> names;
  store_.read([&](core::Tx& tx) {
    names.clear();
    for (const auto& one : tx.environments().list(served->deps->application.name, false))
      names.push_back(one.name);
  });
  mark_outdated(*served, names);
}

void Reconcilers::mark_outdated(ServedApplication& served,
                                const std::vector<std::string>& environments) {
  {
    const std::scoped_lock lock(served.mutex);
    outdate(served, environments);
  }
  mark(served, environments);
}

void Reconcilers::mark(const ServedApplication& served,
                       const std::vector<std::string>& environments) {
  std::vector<Key> keys;
  keys.reserve(environments.size());
  for (const std::string& name : environments)
    keys.push_back({KeyKind::environment, served.project, served.deps->application.name, name});
  queue_.mark(keys, options_.settle);
}

bool Reconcilers::several(const ServedApplication& served) {
  int count = 0;
  for (const std::string& name : landscape_.applications()) {
    const auto other = landscape_.application(name);
    if (other && other->project == served.project) ++count;
  }
  return count > 1;
}

Verdict Reconcilers::project(const Call& call, const Key& key) {
  const auto deps = landscape_.project(key.project);
  if (!deps) return {};
  for (const std::string& code : workflow::keep_project(call, *deps))
    queue_.mark({KeyKind::iteration, key.project, "", code});
  return {};
}

void Reconcilers::report(const std::optional<core::IterationRecord>& before,
                         const std::optional<core::IterationRecord>& after) {
  if (!before || !after) return;
  const nlohmann::json fields = {{"iteration", after->key.code},
                                 {"project", after->key.project},
                                 {"name", after->last.name},
                                 {"group", after->group.id}};
  using core::IterationStage;
  const auto came_to = [&](IterationStage stage) {
    return before->stage != stage && after->stage == stage;
  };
  if (before->group != after->group && !after->group.empty()) happened("group created", fields);
  if (!before->group_lost && after->group_lost) happened("group lost", fields);
  if (came_to(IterationStage::ending)) happened("iteration ended", fields);
  if (came_to(IterationStage::retiring)) happened("iteration retiring", fields);
  if (came_to(IterationStage::retired)) happened("iteration retired", fields);
}

Verdict Reconcilers::iteration(const Call& call, const Key& key) {
  const auto deps = landscape_.project(key.project);
  if (!deps) return {};
  const auto row = [&] {
    std::optional<core::IterationRecord> out;
    store_.read([&](core::Tx& tx) {
      out = tx.iterations().find(workflow::key_of(deps->policy, key.name));
    });
    return out;
  };
  const auto before = row();
  const auto step = workflow::keep_iteration(call, *deps, key.name);
  report(before, row());
  for (const auto& [application, name] : step.touched)
    queue_.mark({KeyKind::environment, key.project, application, name});
  told();
  return {.again = step.again};
}

Verdict Reconcilers::component(const Call& call, const Key& key) {
  const auto served = landscape_.application(key.scope);
  if (!served) return {};
  ServedApplication::News news;
  {
    const std::scoped_lock lock(served->mutex);
    served->facts.forget_artifacts(key.name);
    news = served->news[key.name];
  }
  std::set<std::string> arrived;
  for (const std::string& version : news.versions)
    arrived.insert(workflow::branch_of(call, *served->deps, key.name, version));
  std::set<std::string> branches = news.branches;
  branches.insert(arrived.begin(), arrived.end());
  if (branches.empty() || branches.contains("")) branches = {""};
  std::set<std::string> concerned;
  std::map<std::string, std::string> newest;
  for (const std::string& branch : branches) {
    const auto found = concerned_by(call, *served, key.name, branch, arrived, newest);
    concerned.insert(found.begin(), found.end());
  }
  mark_outdated(*served, {concerned.begin(), concerned.end()});
  const std::scoped_lock lock(served->mutex);
  auto& left = served->news[key.name];
  for (const std::string& version : news.versions) left.versions.erase(version);
  for (const std::string& branch : news.branches) left.branches.erase(branch);
  for (auto& [branch, what] : newest) served->newest[{key.name, branch}] = std::move(what);
  return {};
}

/// Whom news of the branch concern: those that follow it. A build after which the newest artifact
/// is what it was before concerns only those that wait for one.
std::vector<std::string> Reconcilers::concerned_by(const Call& call, ServedApplication& served,
                                                   const std::string& component,
                                                   const std::string& branch,
                                                   const std::set<std::string>& arrived,
                                                   std::map<std::string, std::string>& newest) {
  auto followers = workflow::followers_of(*served.deps, component, branch);
  if (branch.empty() || followers.empty()) return followers;
  const std::scoped_lock lock(served.mutex);
  const auto now = workflow::newest_on(call, *served.deps, served.facts, component, branch);
  if (!now) return followers;
  const auto before = served.newest.find({component, branch});
  const bool the_same = before != served.newest.end() && before->second == *now;
  newest[branch] = *now;
  if (the_same && !arrived.contains(branch))
    return workflow::waiting_for(*served.deps, component, branch);
  return followers;
}

Verdict Reconcilers::chart(const Key& key) {
  const auto served = landscape_.application(key.scope);
  if (!served) return {};
  std::vector<std::string> names;
  store_.read([&](core::Tx& tx) {
    names = tx.environments().following_chart(key.scope, system_.clock.now());
  });
  {
    const std::scoped_lock lock(served->mutex);
    served->facts.charts.reset();
  }
  mark_outdated(*served, names);
  return {};
}

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

Verdict Reconcilers::cluster(const Call& call, const Key& key) {
  const auto served = landscape_.application(key.scope);
  if (!served || served->deps->clusters == nullptr) return {};
  std::set<std::string> stirred;
  bool everywhere = false;
  {
    const std::scoped_lock lock(served->clusters);
    stirred.swap(served->stirred);
    const Tick now = system_.clock.tick();
    everywhere =
        stirred.empty() || !served->compared_all || now - *served->compared_all >= options_.look;
    if (everywhere) served->compared_all = now;
  }
  mark_deploying(*served, stirred);
  if (everywhere) stirred.clear();
  const auto failed = [&](const Error& error) {
    happened("dev mode not seen", {{"application", key.scope}, {"why", code_of(error.reason)}});
  };
  const auto in_dev_mode =
      keep_dev_sessions(call, store_, *served, several(*served), stirred, failed);
  tell_drift(call, store_, *served, several(*served), stirred, in_dev_mode);
  told();
  return {.again = give_or_take(options_.look, system_.random)};
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

namespace {

/// The versions there are, as their source lists them; sources that can ask conditionally do.
std::vector<std::string> listed_versions(const Call& call, ServedApplication& served,
                                         const std::string& component) {
  workflow::Dependencies& deps = *served.deps;
  std::vector<std::string> out;
  if (component.empty()) {
    const auto versions = value_or_throw(deps.charts.versions(call, deps.application.chart));
    for (const core::ChartVersion& one : versions) out.push_back(one.version);
    return out;
  }
  const core::Component* of = deps.application.component(component);
  if (of == nullptr) return out;
  auto answers = deps.artifacts.versions(call, std::span(&of->image, 1));
  for (const core::Artifact& one : value_or_throw(std::move(answers.at(0))))
    out.push_back(one.version);
  return out;
}

}  // namespace

Verdict Reconcilers::poll(const Call& call, const Key& key) {
  const auto served = landscape_.application(key.scope);
  if (!served || !served->polled.contains(key.name)) return {};
  constexpr std::size_t most = 20;  // more at once are not asked about one by one
  const auto versions = listed_versions(call, *served, key.name);
  std::vector<std::size_t> now_are;
  now_are.reserve(versions.size());
  for (const std::string& one : versions) now_are.push_back(std::hash<std::string>{}(one));
  std::ranges::sort(now_are);
  bool changed = false;
  {
    const std::scoped_lock lock(served->mutex);
    const auto before = served->listed.find(key.name);
    // The first list is what was compared when it was loaded.
    changed = before != served->listed.end() && before->second != now_are;
    if (changed && !key.name.empty()) {
      std::set<std::string> fresh;
      for (const std::string& one : versions)
        if (!std::ranges::binary_search(before->second, std::hash<std::string>{}(one)))
          fresh.insert(one);
      auto& news = served->news[key.name];
      if (fresh.empty() || fresh.size() > most) {
        news.branches.insert("");
      } else {
        news.versions.merge(fresh);
      }
    }
    served->listed[key.name] = std::move(now_are);
  }
  if (changed)
    queue_.mark(
        {key.name.empty() ? KeyKind::chart : KeyKind::component, key.project, key.scope, key.name});
  return {.again = give_or_take(options_.poll, system_.random)};
}

Verdict Reconcilers::definition(const Call& call, const Key& key) {
  bool changed = false;
  try {
    changed = landscape_.refresh(call, key.scope);
  } catch (const Error& error) {
    const auto deps = landscape_.project(key.project);
    if (deps && !passes(error)) tell_broken(store_, deps->policy, key.scope, error);
    told();
    throw;
  }
  if (changed) {
    if (const auto served = landscape_.application(key.scope)) {
      mark_environments(served);
      mark_polled(*served);
    }
  }
  return {};
}

}  // namespace chatops::keeper

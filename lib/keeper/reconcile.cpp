// One function a kind of key.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/reconcile.hpp"

#include <algorithm>

#include "keeper/show.hpp"
#include "workflow/iteration/announce.hpp"
#include "workflow/iteration/keep.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

Millis Reconcilers::resync_after() {
  const auto base = static_cast<double>(options_.resync.count());
  return Millis{static_cast<std::int64_t>(base * (0.75 + 0.5 * system_.random.unit()))};
}

Verdict Reconcilers::operator()(const Call& call, const Key& key) {
  switch (key.kind) {
    case KeyKind::project: return project(call, key);
    case KeyKind::iteration: return iteration(call, key);
    case KeyKind::component: return component(call, key);
    case KeyKind::chart: return chart(key);
    case KeyKind::environment: return environment(call, key);
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
    queue_.mark({KeyKind::definition, served->project, name, ""});
    mark_environments(served);
  }
}

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
    served.outdated.insert(environments.begin(), environments.end());
  }
  for (const std::string& name : environments)
    queue_.mark({KeyKind::environment, served.project, served.deps->application.name, name},
                options_.settle);
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
  const auto step = workflow::keep_project(call, *deps);
  for (const std::string& code : step.open)
    queue_.mark({KeyKind::iteration, key.project, "", code});
  return {.again = resync_after()};
}

Verdict Reconcilers::iteration(const Call& call, const Key& key) {
  const auto deps = landscape_.project(key.project);
  if (!deps) return {};
  const auto step = workflow::keep_iteration(call, *deps, key.name);
  for (const auto& [application, name] : step.touched)
    queue_.mark({KeyKind::environment, key.project, application, name});
  told();
  return {.again = step.again};
}

Verdict Reconcilers::component(const Call& call, const Key& key) {
  const auto served = landscape_.application(key.scope);
  if (!served) return {};
  std::set<std::string> versions;
  {
    const std::scoped_lock lock(served->mutex);
    served->facts.forget_artifacts(key.name);
    versions = served->arrived[key.name];
  }
  const std::set<std::string> asked = versions.empty() ? std::set<std::string>{""} : versions;
  std::set<std::string> concerned;
  for (const std::string& version : asked) {
    const auto found = workflow::concerned_by(call, *served->deps, key.name, version);
    concerned.insert(found.begin(), found.end());
  }
  mark_outdated(*served, {concerned.begin(), concerned.end()});
  const std::scoped_lock lock(served->mutex);
  for (const std::string& version : versions) served->arrived[key.name].erase(version);
  return {};
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

void Reconcilers::update(const Call& call, ServedApplication& served,
                         const std::string& environment) {
  const std::scoped_lock lock(served.mutex);
  if (!served.outdated.contains(environment)) return;
  served.facts.forget_before(system_.clock.now() - options_.facts_age);
  std::optional<Error> why_not;
  bool held = false;
  workflow::update_each(call, *served.deps, served.facts, std::span(&environment, 1),
                        options_.definition, [&](workflow::Update done) {
                          if (done.deployment) tell_updated(store_, served, done, several(served));
                          why_not = std::move(done.why_not);
                          held = done.held;
                        });
  if (why_not) throw Error(*why_not);
  if (!held) served.outdated.erase(environment);
}

void Reconcilers::show(ServedApplication& served, const std::string& environment,
                       const std::vector<core::Deployment>& shown) {
  if (shown.empty()) return;
  const std::int64_t newest = shown.back().revision;
  bool known = false;
  {
    const std::scoped_lock lock(served.mutex);
    known = served.shown[environment] == newest;
  }
  if (!known) {
    auto before = workflow::those_before(*served.deps, shown.back());
    // What the step took up stands as the step left it.
    std::erase_if(before, [&](const core::Deployment& one) {
      return std::ranges::find(shown, one.revision, &core::Deployment::revision) != shown.end();
    });
    show_deployments(store_, served, environment, before, several(served));
  }
  show_deployments(store_, served, environment, shown, several(served));
  const std::scoped_lock lock(served.mutex);
  served.shown[environment] = newest;
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
  show(*served, key.name, step.shown);
  told();
  if (step.next && *step.next != key.name)
    queue_.mark({KeyKind::environment, key.project, key.scope, *step.next});
  if (step.again) return {.again = step.again};
  return {.again = std::nullopt, .failed = failed};
}

Verdict Reconcilers::definition(const Call& call, const Key& key) {
  bool changed = false;
  try {
    changed = landscape_.refresh(call, key.scope);
  } catch (const Error& error) {
    const auto deps = landscape_.project(key.project);
    if (deps) tell_broken(store_, deps->policy, key.scope, error);
    told();
    throw;
  }
  if (changed) {
    if (const auto served = landscape_.application(key.scope)) mark_environments(served);
  }
  return {.again = resync_after()};
}

}  // namespace chatops::keeper

// One function a kind of key; those of environments and of news have files of their own.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/reconcile.hpp"

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

void Reconcilers::outdate(ServedApplication& served, const std::vector<std::string>& environments) {
  served.outdated.insert(environments.begin(), environments.end());
  for (const std::string& name : environments) {
    const auto known = served.compared.find(name);
    if (known != served.compared.end() && !known->second.brought) served.compared.erase(known);
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

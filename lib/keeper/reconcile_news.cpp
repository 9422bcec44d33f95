// The keys of artifacts and charts: whom what is new concerns, told by a hook or seen in a list.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/reconcile.hpp"

#include <algorithm>

#include "workflow/update.hpp"

namespace chatops::keeper {

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

}  // namespace chatops::keeper

// One card an environment.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/drift.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "keeper/show.hpp"
#include "workflow/iteration/announce.hpp"
#include "workflow/notices.hpp"
#include "workflow/running.hpp"

namespace chatops::keeper {

namespace {

/// At rest, and known to run what was brought there.
std::vector<core::Environment> settled(core::Tx& tx, const std::string& application,
                                       const std::set<std::string>& namespaces) {
  std::vector<core::Environment> out;
  for (const auto& summary : tx.environments().list(application, false)) {
    const bool stays = summary.state != core::EnvironmentState::retiring &&
                       summary.state != core::EnvironmentState::retired;
    if (!namespaces.empty() && !namespaces.contains(summary.ns)) continue;
    if (!stays || summary.iteration.empty() || summary.deployed_revision == 0) continue;
    if (!tx.deployments().unfinished(application, summary.name).empty()) continue;
    auto whole = tx.environments().find(application, summary.name);
    if (whole && whole->deployed && !whole->doubt) out.push_back(std::move(*whole));
  }
  return out;
}

void tell(core::Store& store, const ServedApplication& served, const core::Environment& environment,
          const workflow::Drifts& drifts, bool several) {
  const auto card_of = [&](std::int64_t revision) {
    return workflow::drift_card(environment, revision);
  };
  const std::string current = card_of(environment.deployed_revision);
  std::optional<core::IterationRecord> iteration;
  std::set<std::string> cards;
  store.read([&](core::Tx& tx) {
    iteration = iteration_of(tx, served, environment.name);
    cards.clear();
    if (iteration)
      cards = told_lately(tx, iteration->group, environment.deployed_revision, card_of);
  });
  if (!drifts.empty()) cards.insert(current);
  if (!iteration || cards.empty()) return;
  store.write([&](core::Tx& tx) {
    for (const std::string& card : cards) {
      const bool goes_on = card == current;
      workflow::tell(
          tx, *iteration,
          workflow::drift_notice(environment, goes_on ? drifts : workflow::Drifts{}, several),
          card);
    }
  });
}

}  // namespace

void tell_drift(const Call& call, core::Store& store, const ServedApplication& served, bool several,
                const std::set<std::string>& namespaces, const InDevMode& in_dev_mode) {
  workflow::Dependencies& deps = *served.deps;
  std::vector<core::Environment> environments;
  store.read([&](core::Tx& tx) { environments = settled(tx, deps.application.name, namespaces); });
  std::vector<workflow::Placed> places;
  for (const core::Environment& one : environments) places.push_back({one.cluster, one.ns});
  const auto running = workflow::running_in(call, deps, places);
  for (std::size_t i = 0; i < environments.size(); ++i) {
    if (!running[i] || !*running[i] || (*running[i])->ending) continue;
    auto drifts = workflow::drifts_of(*environments[i].deployed, **running[i]);
    if (const auto dev = in_dev_mode.find(environments[i].name); dev != in_dev_mode.end())
      std::erase_if(drifts, [&](const auto& one) { return dev->second.contains(one.component); });
    tell(store, served, environments[i], drifts, several);
  }
}

}  // namespace chatops::keeper

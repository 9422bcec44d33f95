// From rows of deployments to notices for the group of their iteration.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/show.hpp"

#include "workflow/iteration/announce.hpp"
#include "workflow/notices.hpp"

namespace chatops::keeper {

namespace {

/// The iteration's record whose group is told of the environment; nothing = there is none.
std::optional<core::IterationRecord> iteration_of(core::Tx& tx, const ServedApplication& served,
                                                  const std::string& environment) {
  const auto row = tx.environments().summary(served.deps->application.name, environment);
  if (!row || row->iteration.empty()) return std::nullopt;
  const auto slash = served.project.find('/');
  return tx.iterations().find({.tracker = served.project.substr(0, slash),
                               .project = served.project.substr(slash + 1),
                               .code = row->iteration});
}

}  // namespace

void show_deployments(core::Store& store, const ServedApplication& served,
                      const std::string& environment, std::span<const core::Deployment> shown,
                      bool several) {
  std::optional<core::IterationRecord> iteration;
  store.read([&](core::Tx& tx) { iteration = iteration_of(tx, served, environment); });
  if (!iteration || iteration->group.empty() || iteration->group_lost) return;
  for (const core::Deployment& deployment : shown) {
    auto card = workflow::deployment_card(*served.deps, workflow::key_of(deployment),
                                          iteration->group, several);
    if (!card || workflow::mutes(*iteration, card->notice)) continue;
    card->language = iteration->language;
    store.write([&](core::Tx& tx) { tx.outbox().put(*card); });
  }
}

void tell_updated(core::Store& store, const ServedApplication& served,
                  const workflow::Update& update, bool several) {
  store.write([&](core::Tx& tx) {
    const auto iteration = iteration_of(tx, served, update.environment);
    if (!iteration) return;
    workflow::tell(tx, *iteration,
                   workflow::updated_notice(*update.plan, *update.deployment, several), "");
  });
}

void tell_broken(core::Store& store, const workflow::IterationPolicy& policy,
                 const std::string& application, const Error& why) {
  store.write([&](core::Tx& tx) {
    workflow::tell_project(tx, policy, workflow::definition_notice(application, why),
                           "definition/" + application);
  });
}

}  // namespace chatops::keeper

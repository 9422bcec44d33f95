// From rows of deployments to notices for the group of their iteration.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/show.hpp"

#include <set>

#include "workflow/iteration/announce.hpp"

namespace chatops::keeper {

namespace {

std::optional<core::IterationRecord> iteration_of(
    core::Tx& tx, const ServedApplication& served,
    const std::optional<core::EnvironmentSummary>& row) {
  if (!row || row->iteration.empty()) return std::nullopt;
  const auto slash = served.project.find('/');
  return tx.iterations().find({.tracker = served.project.substr(0, slash),
                               .project = served.project.substr(slash + 1),
                               .code = row->iteration});
}

/// The cards that told of waiting: for what is desired now, and for what was lately.
std::set<std::string> waiting_told(core::Tx& tx, const ServedApplication& served,
                                   const core::EnvironmentSummary& row) {
  const auto iteration = iteration_of(tx, served, row);
  if (!iteration) return {};
  return told_lately(tx, iteration->group, row.desired_generation, [&](std::int64_t generation) {
    return workflow::waiting_card(row, generation);
  });
}

}  // namespace

std::set<std::string> told_lately(core::Tx& tx, const core::GroupRef& group, std::int64_t newest,
                                  const std::function<std::string(std::int64_t)>& card_of) {
  constexpr std::int64_t looked_back = 5;
  std::set<std::string> out;
  for (std::int64_t back = 0; back <= looked_back && back < newest; ++back) {
    std::string card = card_of(newest - back);
    if (tx.outbox().knows(group, card)) out.insert(std::move(card));
  }
  return out;
}

std::optional<core::IterationRecord> iteration_of(core::Tx& tx, const ServedApplication& served,
                                                  const std::string& environment) {
  return iteration_of(tx, served,
                      tx.environments().summary(served.deps->application.name, environment));
}

std::set<std::int64_t> open_cards(core::Store& store, const ServedApplication& served,
                                  const std::string& environment) {
  std::vector<core::Notice> cards;
  store.read([&](core::Tx& tx) {
    const auto iteration = iteration_of(tx, served, environment);
    cards.clear();
    if (iteration)
      cards = tx.outbox().cards(iteration->group,
                                workflow::cards_of(served.deps->application.name, environment));
  });
  std::set<std::int64_t> out;
  for (const core::Notice& card : cards) {
    const auto status = core::deployment_status_of(card.body.value("status", ""));
    if (status && !core::finished(*status))
      out.insert(card.body.value("revision", std::int64_t{0}));
  }
  return out;
}

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
    store.write([&](core::Tx& tx) {
      // Of a burst only what came to a card is told of.
      if (deployment.status == core::DeploymentStatus::superseded &&
          !tx.outbox().knows(card->group, card->card))
        return;
      tx.outbox().put(*card);
    });
  }
}

void tell_updated(core::Tx& tx, const ServedApplication& served, const workflow::Brought& brought,
                  bool several, const workflow::Commits& commits) {
  const auto iteration = iteration_of(tx, served, brought.deployment.environment);
  if (!iteration) return;
  workflow::tell(tx, *iteration, workflow::updated_notice(brought, several, commits),
                 workflow::updated_card(brought.deployment));
}

void tell_waiting(core::Store& store, const ServedApplication& served,
                  const std::string& environment, bool several) {
  const std::string& application = served.deps->application.name;
  const auto there = [&](core::Tx& tx) -> std::optional<core::EnvironmentSummary> {
    auto row = tx.environments().summary(application, environment);
    if (row && (row->state == core::EnvironmentState::retiring ||
                row->state == core::EnvironmentState::retired))
      return std::nullopt;
    return row;
  };
  bool news = false;
  store.read([&](core::Tx& tx) {
    const auto row = there(tx);
    news = row && (!row->waiting.empty() || !waiting_told(tx, served, *row).empty());
  });
  if (!news) return;
  store.write([&](core::Tx& tx) {
    const auto row = there(tx);
    if (!row) return;
    const auto iteration = iteration_of(tx, served, row);
    if (!iteration) return;
    const std::string current = workflow::waiting_card(*row, row->desired_generation);
    auto cards = waiting_told(tx, served, *row);
    if (!row->waiting.empty()) cards.insert(current);
    auto no_more = *row;
    no_more.waiting.clear();
    for (const std::string& card : cards)
      workflow::tell(tx, *iteration,
                     workflow::waiting_notice(card == current ? *row : no_more, several), card);
  });
}

void tell_broken(core::Store& store, const workflow::IterationPolicy& policy,
                 const std::string& application, const Error& why) {
  store.write([&](core::Tx& tx) {
    // The same mistake is told once, wherever the file lay when it was read.
    workflow::tell_project(tx, policy, workflow::definition_notice(application, why),
                           "definition/" + application + '/' + std::string(code_of(why.reason)) +
                               '/' + std::string(why.args.get("what")));
  });
}

}  // namespace chatops::keeper

// One card a session.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/dev_sessions.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "keeper/show.hpp"
#include "workflow/dev_sessions.hpp"
#include "workflow/iteration/announce.hpp"

namespace chatops::keeper {

namespace {

struct Told {
  core::DevSession session;
  core::Notice notice;
};

/// What the group was told of and is not there any more.
std::vector<core::Notice> ended_since(core::Tx& tx, const core::IterationRecord& iteration,
                                      const std::string& application,
                                      const std::string& environment,
                                      const std::set<std::string>& present) {
  std::vector<core::Notice> out;
  for (auto& notice :
       tx.outbox().cards(iteration.group, workflow::dev_cards_of(application, environment))) {
    if (notice.body.value("state", std::string()) != "on") continue;
    if (present.contains(workflow::dev_card(notice))) continue;
    notice.body["state"] = "over";
    workflow::end_wish(notice);
    out.push_back(std::move(notice));
  }
  return out;
}

}  // namespace

InDevMode keep_dev_sessions(const Call& call, core::Store& store, const ServedApplication& served,
                            bool several, const std::set<std::string>& namespaces,
                            const std::function<void(const Error&)>& failed) {
  InDevMode out;
  workflow::Dependencies& deps = *served.deps;
  const std::string& application = deps.application.name;
  std::vector<core::EnvironmentSummary> environments;
  store.read([&](core::Tx& tx) {
    environments.clear();
    for (auto& one : tx.environments().list(application, false)) {
      if (namespaces.empty() || namespaces.contains(one.ns)) environments.push_back(std::move(one));
    }
  });
  std::vector<workflow::Placed> places;
  places.reserve(environments.size());
  for (const auto& one : environments) places.push_back({one.cluster, one.ns});
  const auto seen = workflow::look_for_sessions(call, deps, places, true);
  for (const Error& error : seen.failures) failed(error);
  std::map<std::size_t, std::vector<Told>> told;
  for (const auto& one : seen.sessions) {
    const std::string& environment = environments[one.place].name;
    if (!one.reaped) out[environment].insert(one.session.component);
    if (one.session.unreadable) continue;
    told[one.place].push_back(
        {one.session, workflow::dev_notice(application, environment, one.session, one.reaped,
                                           one.reaped, several)});
  }
  store.write([&](core::Tx& tx) {
    for (std::size_t i = 0; i < environments.size(); ++i) {
      if (!seen.known[i]) continue;
      const auto iteration = iteration_of(tx, served, environments[i].name);
      if (!iteration) continue;
      std::vector<core::Notice> notices;
      std::set<std::string> present;
      for (const auto& [session, notice] : told[i]) {
        notices.push_back(notice);
        workflow::say_who_may_answer(tx, iteration->group, environments[i], session,
                                     notices.back());
        present.insert(workflow::dev_card(notice));
      }
      for (auto& notice : ended_since(tx, *iteration, application, environments[i].name, present))
        notices.push_back(std::move(notice));
      for (auto& notice : notices) {
        const auto card = workflow::dev_card(notice);
        workflow::tell(tx, *iteration, std::move(notice), card);
      }
    }
  });
  return out;
}

}  // namespace chatops::keeper

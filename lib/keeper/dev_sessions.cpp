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

/// What one environment's group is told, and what of it is still there.
class Telling {
 public:
  Telling(core::Tx& tx, const core::IterationRecord& iteration, std::string application,
          const core::EnvironmentSummary& environment)
      : tx_(tx),
        iteration_(iteration),
        application_(std::move(application)),
        environment_(environment) {}

  void tell(const Told& one) {
    put(one.notice, workflow::dev_card(one.notice));
    const auto wish =
        workflow::wish_notice(tx_, iteration_.group, environment_, one.session, one.notice);
    if (wish) put(*wish, workflow::wish_card(*wish));
  }

  /// Sessions and wishes that the group was told of and that are not there any more.
  void tell_of_ends() {
    for (auto& notice : cards(workflow::dev_cards_of(application_, environment_.name))) {
      const auto card = workflow::dev_card(notice);
      if (state_of(notice) != "on" || present_.contains(card)) continue;
      notice.body["state"] = "over";
      for (const char* member : {"wanted_by", "wanted_since"}) notice.body.erase(member);
      workflow::tell(tx_, iteration_, std::move(notice), card);
    }
    for (auto& wish : cards(workflow::wish_cards_of(application_, environment_.name))) {
      const auto card = workflow::wish_card(wish);
      if (state_of(wish) != "wanted" || present_.contains(card)) continue;
      workflow::settle_wish(wish, !present_.contains(workflow::dev_card(wish)));
      workflow::tell(tx_, iteration_, std::move(wish), card);
    }
  }

 private:
  static std::string state_of(const core::Notice& notice) {
    return notice.body.value("state", std::string());
  }
  std::vector<core::Notice> cards(const std::string& begin) {
    return tx_.outbox().cards(iteration_.group, begin);
  }
  void put(const core::Notice& notice, const std::string& card) {
    if (state_of(notice) != "run_out") present_.insert(card);
    workflow::tell(tx_, iteration_, notice, card);
  }

  core::Tx& tx_;
  const core::IterationRecord& iteration_;
  const std::string application_;
  const core::EnvironmentSummary& environment_;
  std::set<std::string> present_;
};

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
      Telling telling(tx, *iteration, application, environments[i]);
      for (const Told& one : told[i]) telling.tell(one);
      telling.tell_of_ends();
    }
  });
  return out;
}

}  // namespace chatops::keeper

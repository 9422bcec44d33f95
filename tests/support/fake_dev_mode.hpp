// Dev mode in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "core/dev_mode.hpp"

namespace chatops::test {

/// One session a component, alike at once.
class FakeDevMode final : public core::DevMode {
 public:
  core::DevStarted start(const Call&, const core::DevStart& order) override {
    started = order;
    if (unstarted) throw Error(*unstarted);
    core::DevSession session{.component = order.place.component.name,
                             .ns = order.place.ns,
                             .kind = "Deployment",
                             .workload = "api",
                             .container = "api",
                             .root = order.root.empty() ? "/src" : order.root,
                             .holder_id = order.holder_id,
                             .holder = order.holder,
                             .made = order.made.has_value(),
                             .unreadable = std::nullopt};
    held.push_back(session);
    return {session, false, {}};
  }
  std::vector<core::DevSession> sessions(const Call&, const std::string&,
                                         const std::string&) override {
    if (unseen) throw Error(*unseen);
    return held;
  }
  core::DevEnded end(const Call&, const core::DevPlace& place, const std::string& who) override {
    if (held.empty()) throw Error(Reason::dev_not_on, {{"what", place.component.name}});
    if (!who.empty() && who != held.back().holder_id)
      throw Error(Reason::dev_taken, {{"what", place.component.name}});
    core::DevEnded out{held.back(), {"replicas"}, kept, kept.empty()};
    held.pop_back();
    return out;
  }
  core::DevSession keep(const Call&, const core::DevPlace& place, const std::string& who) override {
    if (held.empty()) throw Error(Reason::dev_not_on, {{"what", place.component.name}});
    if (who != held.back().holder_id)
      throw Error(Reason::dev_taken, {{"what", place.component.name}});
    if (held.back().wanted_by.empty())
      throw Error(Reason::dev_not_wanted, {{"what", place.component.name}});
    core::DevSession out = held.back();
    held.back().wanted_by.clear();
    held.back().wanted_since = {};
    return out;
  }
  core::DevEnded end_run_out(const Call&, const std::string&,
                             const core::DevSession& session) override {
    if (renewed_meanwhile) throw Error(Reason::dev_taken, {{"what", session.component}});
    std::erase_if(held, [&](const auto& one) { return one.component == session.component; });
    return {session, {}, {}, true};
  }
  void sync(const Call&, const core::DevSync& order,
            const std::function<void(const core::DevSyncState&)>& told) override {
    synced = order;
    told({.connected = true, .initial = false, .files = 3, .sent = 2, .troubles = {}});
    for (const auto& state : states) told(state);
  }
  core::SoughtComponent sought(const Call&, const core::DevPlace& place) override {
    if (held.empty()) throw Error(Reason::dev_not_on, {{"what", place.component.name}});
    return {place.component.name, place.component.image, held.back().workload};
  }
  std::vector<core::DevSyncing> ask(const Call&, const core::DevSyncQuestion& question) override {
    asked = question;
    return syncs;
  }
  std::unique_ptr<core::Exec> run(const Call&, const core::DevProgram& order) override {
    ran = order;
    return std::make_unique<Ended>();
  }
  core::DevImageSeen look_at_image(const Call&, const core::DevImageOrder& order) override {
    looked_at = order;
    return seen;
  }
  std::vector<Error> rehearse(const Call&, const core::DevStart& order) override {
    rehearsed.push_back(order);
    return refusals;
  }
  struct Ended final : core::Exec {
    Known<core::ExecEvent> next(const Call&) override {
      return core::ExecEvent{core::ExecEvent::Type::ended, "", 3};
    }
    Result<void> write(const Call&, std::string_view) override { return {}; }
    Result<void> close_input(const Call&) override { return {}; }
    Result<void> resize(const Call&, core::TerminalSize) override { return {}; }
  };
  core::DevSyncQuestion asked;
  std::vector<core::DevSyncing> syncs;
  std::vector<core::DevSyncState> states;  ///< that a sync tells besides
  core::DevProgram ran;
  core::DevStart started;
  core::DevImageOrder looked_at;
  core::DevImageSeen seen;
  std::vector<core::DevStart> rehearsed;
  std::vector<Error> refusals;
  core::DevSync synced;
  std::vector<core::DevSession> held;
  bool renewed_meanwhile = false;
  std::optional<Error> unseen;     ///< why sessions cannot be seen
  std::optional<Error> unstarted;  ///< why none is begun
  std::vector<Error> kept;
};

}  // namespace chatops::test

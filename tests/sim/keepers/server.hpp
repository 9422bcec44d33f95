// One server of a keepers' history: what `chatops serve` puts together, on one thread, over the
// fakes. It dies as a whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "keeper/journal.hpp"
#include "keeper/lanes.hpp"
#include "keeper/reconcile.hpp"
#include "keeper/sender.hpp"
#include "sim/keepers/history.hpp"
#include "support/faulty_store.hpp"

namespace chatops::test {

struct KeeperHistory::Server final : keeper::Landscape {
  explicit Server(KeeperHistory& of);

  std::vector<std::string> projects() override { return {sim_project}; }
  std::vector<std::string> applications() override;
  std::shared_ptr<workflow::IterationDependencies> project(const std::string& key) override;
  std::shared_ptr<keeper::ServedApplication> application(const std::string& name) override;
  bool refresh(const Call& call, const std::string& application) override;

  /// Applications whose definition can be read and is not served yet.
  void load();
  void mark_environment(const std::string& application, const std::string& name);

  SimWorld& world;
  const System system;
  OutsidePorts ports;
  SimTracker tracker;
  SimChat chat;
  SimDialect dialect;
  store::SqliteStore own;
  FaultyStore store;
  workflow::IterationPolicy policy;
  struct Definition {
    std::shared_ptr<workflow::Dependencies> deps;
    int loaded = 0;  ///< which of its states
  };
  std::map<std::string, Definition> definitions;
  std::map<std::string, std::shared_ptr<keeper::ServedApplication>> served;
  std::shared_ptr<workflow::IterationDependencies> project_;
  keeper::Queue queue;
  keeper::Reconcilers reconcilers;
  keeper::Journal journal;
  keeper::Sender sender;
};

template <class Work>
void KeeperHistory::serve(const std::string& what, const Work& work) {
  world_.note(what);
  try {
    work(*server_);
  } catch (const Crashed&) {
    world_.note("  dead");
    restart();
  } catch (const Error& error) {
    world_.note("  " + std::string(code_of(error.reason)) + " " +
                std::string(error.args.get("what")));
    if (error.reason == Reason::internal_error || error.reason == Reason::state_damaged)
      world_.violated("an error that must not be: " + std::string(code_of(error.reason)));
  }
}

template <class Fits, class Change>
bool KeeperHistory::click(const std::string& what, const Fits& fits, const Change& change) {
  bool done = false;
  serve(what, [&](Server& server) {
    server.store.write([&](core::Tx& tx) {
      done = false;
      auto row = tx.iterations().find({"coding", "shop", sim_iteration});
      if (!row || !fits(*row)) return;
      change(tx, *row);
      tx.iterations().put(*row);
      done = true;
    });
    server.queue.mark({keeper::KeyKind::iteration, sim_project, "", sim_iteration});
  });
  return done;
}

}  // namespace chatops::test

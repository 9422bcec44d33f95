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
  std::map<std::string, std::shared_ptr<keeper::ServedApplication>> served;
  std::shared_ptr<workflow::IterationDependencies> project_;
  keeper::Queue queue;
  keeper::Reconcilers reconcilers;
  keeper::Journal journal;
  keeper::Sender sender;
};

}  // namespace chatops::test

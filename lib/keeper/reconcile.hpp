// The reconcilers: for each kind of key the steps of `workflow` that look after it, and which
// other keys may need work then.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "keeper/landscape.hpp"
#include "keeper/lanes.hpp"
#include "keeper/queue.hpp"

namespace chatops::keeper {

struct KeeperOptions {
  /// How long an environment waits for further artifacts of the same push.
  Millis settle{2000};
  Millis resync{std::chrono::minutes{5}};  ///< everything open is looked at again, give or take
  /// How old what was read of the outside may be when a decision is made on it.
  Millis facts_age{std::chrono::minutes{1}};
  bool definition = false;  ///< a changed definition alone is deployed, too
};

/// Used from any thread.
class Reconcilers {
 public:
  /// All outlive it.
  Reconcilers(Landscape& landscape, Queue& queue, core::Store& store, const System& system,
              KeeperOptions options)
      : landscape_(landscape), queue_(queue), store_(store), system_(system), options_(options) {}

  /// One step of the key; see Reconcile.
  Verdict operator()(const Call& call, const Key& key);
  /// Marks everything: at the start, and when the landscape changed.
  void mark_all();
  /// To be called after something was written to the outbox.
  std::function<void()> told = [] {};

 private:
  Verdict project(const Call& call, const Key& key);
  Verdict iteration(const Call& call, const Key& key);
  Verdict component(const Call& call, const Key& key);
  Verdict chart(const Key& key);
  Verdict environment(const Call& call, const Key& key);
  Verdict definition(const Call& call, const Key& key);
  void mark_outdated(ServedApplication& served, const std::vector<std::string>& environments);
  void mark_environments(const std::shared_ptr<ServedApplication>& served);
  void update(const Call& call, ServedApplication& served, const std::string& environment);
  void show(ServedApplication& served, const std::string& environment,
            const std::vector<core::Deployment>& shown);
  /// Its project has other applications, too.
  bool several(const ServedApplication& served);
  Millis resync_after();

  Landscape& landscape_;
  Queue& queue_;
  core::Store& store_;
  const System& system_;
  const KeeperOptions options_;
};

}  // namespace chatops::keeper

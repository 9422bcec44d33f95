// The reconcilers: for each kind of key the steps of `workflow` that look after it, and which
// other keys may need work then.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "keeper/landscape.hpp"
#include "keeper/lanes.hpp"
#include "keeper/queue.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

struct KeeperOptions {
  /// How long an environment waits for further artifacts of the same push.
  Millis settle{2000};
  /// How old what was read of the outside may be when a decision is made on it.
  Millis facts_age{std::chrono::minutes{1}};
  /// How often repositories that send no hooks are listed, give or take; 0 = never.
  Millis poll{std::chrono::minutes{1}};
  /// How often clusters are asked what environments really run, give or take; 0 = never.
  Millis look{std::chrono::minutes{5}};
  bool definition = false;  ///< a changed definition alone is deployed, too
};

/// The span, a quarter shorter or longer by chance: what is looked at from time to time is not
/// looked at by all at the same time.
Millis give_or_take(Millis span, Random& random);

/// Used from any thread.
class Reconcilers {
 public:
  /// All outlive it.
  Reconcilers(Landscape& landscape, Queue& queue, core::Store& store, const System& system,
              KeeperOptions options)
      : landscape_(landscape), queue_(queue), store_(store), system_(system), options_(options) {}

  /// One step of the key; see Reconcile.
  Verdict operator()(const Call& call, const Key& key);
  /// Marks all that is looked after: at the start, from time to time, and when the landscape
  /// changed.
  void mark_all();
  /// Marks what was loaded, to be compared with its source: from time to time.
  void mark_definitions();
  /// In that namespace of some cluster something has changed: what runs there is looked at soon,
  /// and what is being deployed there. Does not block.
  void mark_namespace(const std::string& ns);
  /// Who is who has changed: members of groups, and whoever may answer on cards, are looked at.
  void mark_people();
  /// To be called after something was written to the outbox.
  std::function<void()> told = [] {};
  /// What was done, for the log: deployments that started and ended, groups that came and went.
  std::function<void(std::string_view event, nlohmann::json fields)> happened =
      [](std::string_view, const nlohmann::json&) {};

 private:
  Verdict project(const Call& call, const Key& key);
  Verdict iteration(const Call& call, const Key& key);
  Verdict component(const Call& call, const Key& key);
  void spread(ServedApplication& served, const std::set<std::string>& compared);
  std::vector<std::string> concerned_by(const Call& call, ServedApplication& served,
                                        const std::string& component, const std::string& branch,
                                        const std::set<std::string>& arrived,
                                        std::map<std::string, std::string>& newest);
  Verdict chart(const Key& key);
  Verdict environment(const Call& call, const Key& key);
  Verdict definition(const Call& call, const Key& key);
  Verdict poll(const Call& call, const Key& key);
  Verdict cluster(const Call& call, const Key& key);
  /// What is under way in the environment is looked at when its engine tells that it has ended.
  void listen(const Key& key, const std::shared_ptr<ServedApplication>& served,
              const workflow::EnvironmentStep& step);
  void mark_deploying(const ServedApplication& served, const std::set<std::string>& namespaces);
  void mark_polled(ServedApplication& served);
  void mark_cluster(const ServedApplication& served);
  void mark_outdated(ServedApplication& served, const std::vector<std::string>& environments);
  void mark(const ServedApplication& served, const std::vector<std::string>& environments);
  void mark_environments(const std::shared_ptr<ServedApplication>& served);
  /// They are to be compared anew. Whoever calls holds the lock of what is served.
  static void outdate(ServedApplication& served, const std::vector<std::string>& environments);
  /// Compares the environment, and with it all others whose turn has come: it is one decision from
  /// one reading of the outside. Throws why it cannot be brought up to date.
  void update(const Call& call, ServedApplication& served, const std::string& environment);
  void compare(const Call& call, ServedApplication& served, const std::string& environment);
  /// `step` as EnvironmentStep::shown.
  void show(ServedApplication& served, const std::string& environment,
            const std::vector<core::Deployment>& step);
  std::map<std::int64_t, core::Deployment> to_show(const ServedApplication& served,
                                                   const Shown& said,
                                                   const std::vector<core::Deployment>& step);
  void report(const workflow::EnvironmentStep& step);
  void report(const std::optional<core::IterationRecord>& before,
              const std::optional<core::IterationRecord>& after);
  /// Its project has other applications, too.
  bool several(const ServedApplication& served);

  struct Listening {
    std::shared_ptr<ServedApplication> served;  ///< whose engine it is
    core::ExecutionRef execution;
    std::unique_ptr<core::Subscription> subscription;
  };

  Landscape& landscape_;
  Queue& queue_;
  core::Store& store_;
  const System& system_;
  const KeeperOptions options_;
  std::mutex hearing_;                  ///< guards listening_
  std::map<Key, Listening> listening_;  ///< by environment
};

}  // namespace chatops::keeper

// What the keepers look after, as it is configured and loaded now: projects with their iterations,
// and applications with their environments. Made by wire, and by simulations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workflow/facts.hpp"
#include "workflow/iteration/dependencies.hpp"
#include "workflow/notices.hpp"
#include "workflow/update.hpp"

namespace chatops::keeper {

/// What cards said last of an environment's deployments.
struct Shown {
  std::int64_t newest = 0;
  /// That were not at their end: what becomes of them is shown, whoever brings it about.
  std::set<std::int64_t> open;
};

/// An application as it was loaded, and what was read of the outside for it. A changed definition
/// makes a new one; who still works with the old one keeps it alive.
struct ServedApplication {
  ServedApplication(std::string in_project, std::shared_ptr<workflow::Dependencies> with,
                    std::set<std::string> without_hooks = {})
      : project(std::move(in_project)),
        deps(std::move(with)),
        polled(std::move(without_hooks)),
        facts(deps->application) {}

  const std::string project;  ///< Key::project
  const std::shared_ptr<workflow::Dependencies> deps;
  /// Components whose image repositories send no hooks; "" = so does the chart's.
  const std::set<std::string> polled;

  std::mutex mutex;                ///< guards all below; held while decisions are made
  workflow::Facts facts;           ///< shared by all its environments
  std::set<std::string> outdated;  ///< environments that are to be compared with the newest facts
  /// What the last comparison, made for several together, came to; until their own turn comes.
  std::map<std::string, workflow::Update> compared;
  struct News {
    std::set<std::string> versions;  ///< that arrived
    std::set<std::string> branches;  ///< that were built; "" = nobody said which
    bool empty() const { return versions.empty() && branches.empty(); }
  };
  std::map<std::string, News> news;  ///< by component: what hints told since it was looked at
  /// By component and branch: the newest artifact with which all that follow it have been, or are
  /// to be, compared; see workflow::newest_in.
  std::map<std::pair<std::string, std::string>, std::string> newest;
  /// Of what is polled: its versions when they were listed last, as sorted hashes.
  std::map<std::string, std::vector<std::size_t>> listed;
  std::map<std::string, Shown> shown;  ///< by environment

  std::mutex clusters;  ///< guards what is next; held for a moment only
  std::set<std::string>
      stirred;  ///< namespaces in which something changed since they were compared
  std::optional<Tick> compared_all;  ///< when all were

  std::mutex reading;             ///< guards `commits`, also while they are read
  workflow::ReadCommits commits;  ///< of what was deployed lately
};

/// Used from any thread; what it gives stays whole while it is held.
class Landscape {
 public:
  virtual ~Landscape() = default;
  virtual std::vector<std::string> projects() = 0;      ///< Key::project
  virtual std::vector<std::string> applications() = 0;  ///< by name
  /// Null: it is not, or no longer, looked after.
  virtual std::shared_ptr<workflow::IterationDependencies> project(const std::string& key) = 0;
  virtual std::shared_ptr<ServedApplication> application(const std::string& name) = 0;
  /// Reads the definition of the application anew, where it may have changed; true = it has. One
  /// that is broken keeps the old one, and throws why.
  virtual bool refresh(const Call& call, const std::string& application) = 0;
};

}  // namespace chatops::keeper

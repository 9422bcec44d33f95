// What the keepers look after, as it is configured and loaded now: projects with their iterations,
// and applications with their environments. Made by wire, and by simulations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "workflow/facts.hpp"
#include "workflow/iteration/dependencies.hpp"

namespace chatops::keeper {

/// An application as it was loaded, and what was read of the outside for it. A changed definition
/// makes a new one; who still works with the old one keeps it alive.
struct ServedApplication {
  ServedApplication(std::string in_project, std::shared_ptr<workflow::Dependencies> with)
      : project(std::move(in_project)), deps(std::move(with)), facts(deps->application) {}

  const std::string project;  ///< Key::project
  const std::shared_ptr<workflow::Dependencies> deps;

  std::mutex mutex;                ///< guards all below; held while decisions are made
  workflow::Facts facts;           ///< shared by all its environments
  std::set<std::string> outdated;  ///< environments that are to be compared with the newest facts
  std::map<std::string, std::set<std::string>> arrived;  ///< component → versions told by hints
  std::map<std::string, std::int64_t> shown;  ///< environment → newest when those before were shown
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

// Which environments an artifact concerns: those that follow its branch for its component. An
// index, so that one artifact costs as much among a thousand environments as among ten.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/selection.hpp"

namespace chatops::core {

class Followers {
 public:
  /// What the environment follows from now on. `selection` as `effective` makes it: it names the
  /// branch of every component that follows one.
  void put(const std::string& environment, const Selection& selection);
  void remove(const std::string& environment);
  /// In the order of their names.
  const std::set<std::string>& of(const std::string& component, std::string_view branch) const;

 private:
  using Branch = std::pair<std::string, std::string>;  ///< component and branch
  std::map<Branch, std::set<std::string>> environments_;
  std::map<std::string, std::vector<Branch>> followed_;  ///< by environment
};

}  // namespace chatops::core

// What keeps a component from running as it should, as its cluster says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace chatops::core {

/// It is certain, and does not pass by itself.
struct Trouble {
  std::string component;
  Error why;                     ///< `component` = the component
  std::vector<std::string> log;  ///< the container's last lines, as they came; at most 20
  /// The same trouble; counts, times and lines of it go on.
  bool same(const Trouble& other) const {
    return component == other.component && why.reason == other.why.reason;
  }
  bool operator==(const Trouble& other) const {
    return same(other) && why.args == other.why.args && log == other.log;
  }
};

}  // namespace chatops::core

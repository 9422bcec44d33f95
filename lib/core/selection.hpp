// What an environment is meant to run: for every component and for the chart, follow something or
// pin a version.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"

namespace chatops::core {

/// Keep to the newest artifact of a branch (component) or the newest version in a range (chart:
/// SemVer range; "" = newest stable).
struct Follow {
  std::string rule;
  bool operator==(const Follow&) const = default;
};

/// Stay at one version until somebody changes it, or until `until`.
struct Pin {
  std::string version;
  std::string by;   ///< actor's name
  std::string why;  ///< "" = not said
  std::optional<Instant> until;
  std::string after;  ///< rule followed again when the pin ends; "" = the component's own branch
  std::string by_id = {};  ///< Actor::id
  bool operator==(const Pin&) const = default;
};

using Choice = std::variant<Follow, Pin>;

struct Selection {
  std::map<std::string, Choice>
      components;  ///< by component name; has every component of the application
  Choice chart = Follow{};
  bool operator==(const Selection&) const = default;
};

}  // namespace chatops::core

// What `doctor` looks at of the user's configuration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/finding.hpp"

namespace chatops::config {

/// The file as it was read.
struct ProfileSeen {
  std::string file;              ///< "" = there is none
  std::string usual;             ///< where it would lie
  std::string profile;           ///< the name of the one in effect
  std::optional<Error> nothing;  ///< nothing is configured at all: how that is told
};

/// `mistakes` of the file; `seen` nothing = it could not be read.
Findings check_profile(const std::vector<Error>& mistakes, const std::optional<ProfileSeen>& seen);

}  // namespace chatops::config

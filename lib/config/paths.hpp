// Where this user's files are, by the XDG base directory specification 0.8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/system.hpp"
#include "config/origin.hpp"

namespace chatops::config {

/// Absolute paths without a slash at the end; nothing is made.
struct Paths {
  Value<std::string>
      configuration;         ///< the file: $CHATOPS_CONFIG, $XDG_CONFIG_HOME/chatops/config.yaml
  Value<std::string> state;  ///< folder: $CHATOPS_STATE_DIR, $XDG_STATE_HOME/chatops
  Value<std::string> cache;  ///< folder: $CHATOPS_CACHE_DIR, $XDG_CACHE_HOME/chatops
};

/// Relative XDG folders are ignored, as the specification says. Without HOME the user's entry in
/// the password file counts.
Paths paths_of(const Variables& variables);

}  // namespace chatops::config

// Where the user's files live: the XDG base directories.
// https://specifications.freedesktop.org/basedir-spec/latest/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/known.hpp"
#include "base/system.hpp"

namespace chatops::config {

/// Absolute paths; nothing is created by asking (base/file.hpp has make_folders; state is for mode
/// 0700).
struct Paths {
  std::string home;
  std::string config_file;         ///< $CHATOPS_CONFIG, else $XDG_CONFIG_HOME/chatops/config.yaml
  bool config_file_named = false;  ///< by $CHATOPS_CONFIG, hence it must exist
  std::string state_dir;           ///< $XDG_STATE_HOME/chatops: the database; not to be lost
  std::string cache_dir;           ///< $XDG_CACHE_HOME/chatops: may be deleted at any time

  /// "~/x" is below home; a relative path is below `base`.
  std::string resolve(std::string_view path, std::string_view base) const;
};

/// Relative XDG directories are ignored, as the specification says. Without HOME the user database
/// is asked. not_configured with `what` = "HOME" when neither knows.
Result<Paths> user_paths(const Variables& variables);

}  // namespace chatops::config

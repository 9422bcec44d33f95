// Finds the application: by option or variable, beside or above the current folder, or where a
// pointer file says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/remote.hpp"
#include "base/call.hpp"
#include "base/system.hpp"
#include "core/application.hpp"

namespace chatops::application {

inline constexpr const char* file_name = "chatops.yaml";
inline constexpr const char* pointer_name = ".chatops.yaml";

struct LocateRequest {
  std::string application;  ///< --app: folder, file, or URL#path@ref; "" = not given
  std::string folder;       ///< the current folder, absolute
  std::string cache_dir;    ///< where git sources are kept
};

struct Location {
  std::string file;     ///< absolute path of chatops.yaml
  std::string display;  ///< as errors name it: relative to the current folder when below it
  std::string pointer;  ///< the pointer file that led here; "" = none
  std::optional<GitSource> source;  ///< cloned from here
  std::string commit;               ///< of the clone
};

/// --app, then CHATOPS_APP, then chatops.yaml or .chatops.yaml in the current folder and above, up
/// to the root of the git checkout (without one, only the current folder). Throws
/// application_not_found (`what` = what was looked for or where), application_pointer_invalid,
/// config_unreadable, those of fetch_source, Interrupted.
Location locate_application(const Call& call, const System& system, const LocateRequest& request);

}  // namespace chatops::application

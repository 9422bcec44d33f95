// The user's configuration file: named profiles, each with a section a room. Rooms read their own
// sections. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/system.hpp"
#include "config/origin.hpp"
#include "config/paths.hpp"
#include "config/yaml.hpp"

namespace chatops::config {

struct Profile {
  Value<std::string> name;
  std::string file;                 ///< "" when there is none
  Yaml sections = Yaml::map();      ///< section name → what is in it, with marks
  std::vector<std::string> others;  ///< names of all profiles of the file

  /// The section as it stands in the file; null pointer when absent.
  const Yaml* section(std::string_view section_name) const { return sections.find(section_name); }
};

/// The profile chosen by `flag` (--profile), CHATOPS_PROFILE, `profile:` of the file, or named
/// "default". Without a file, and with nobody naming a profile, it is empty. Throws
/// config_not_found (CHATOPS_CONFIG names a file that is not there), profile_not_found (`try` = the
/// one probably meant) and what load_yaml_file and Problems throw.
Profile load_profile(const Variables& variables, const std::optional<std::string>& flag);

/// `variable` when it is set, else the text found in the file, else the fallback; each with its
/// origin. `found` and `mark` come from a Reader.
Value<std::string> choose(const Variables& variables, const char* variable,
                          const std::optional<std::string>& found, const Mark& mark,
                          std::string fallback);

}  // namespace chatops::config

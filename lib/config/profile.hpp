// The user's configuration: named profiles, one of them chosen. A profile is a map of sections;
// each room reads its own (coding, registries, …), this one knows none of their keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/origin.hpp"
#include "config/paths.hpp"
#include "config/problems.hpp"
#include "config/reader.hpp"
#include "config/yaml.hpp"

namespace chatops::config {

struct Profile {
  Value<std::string> name;
  std::string file;                   ///< the configuration file; "" when there is none
  std::vector<std::string> profiles;  ///< all that the file has, in its order
  Yaml settings = Yaml::map();        ///< the chosen profile's map, with marks; may be empty
  Yaml shared_registries;  ///< `registries:` of the whole file, for every profile; null = none

  /// A section that is there and not null; whether it is a map its reader says.
  const Yaml* section(std::string_view key) const;
  /// Over the whole profile: take the sections that exist, then finish() reports the rest.
  Reader reader(Problems& problems) const;
};

/// Chosen by `flag` (--profile), CHATOPS_PROFILE, the file's `profile:`, else "default". Errors:
/// as load_yaml_file; config_invalid; profile_not_found (`what`, `where` = file or its place in it,
/// `try`) unless the name is the unspoken "default", which may be missing as the whole file may.
Result<Profile> load_profile(const Variables& variables, const Paths& paths,
                             const std::optional<std::string>& flag = {});
/// The same, read on past its mistakes, which go to `problems`, profile_not_found too: settings are
/// then empty. Errors: as load_yaml_file.
Result<Profile> read_profile(const Variables& variables, const Paths& paths,
                             const std::optional<std::string>& flag, Problems& problems);

}  // namespace chatops::config

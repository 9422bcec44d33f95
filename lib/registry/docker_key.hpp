// Which entry of docker's configuration file speaks of a repository: keys have been written in many
// ways.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatops::registry {

/// docker's own key of Docker Hub.
inline constexpr std::string_view hub_key = "https://index.docker.io/v1/";

/// The key under which docker writes what it keeps for a host.
std::string docker_key(std::string_view host);

struct FittingKey {
  std::string key;         ///< as written
  std::string name_space;  ///< "" = the whole host
};

/// Of `keys` those that speak of the host's repository ("" = of the host itself), best first.
std::vector<FittingKey> fitting_keys(const std::vector<std::string>& keys, std::string_view host,
                                     std::string_view repository);

}  // namespace chatops::registry

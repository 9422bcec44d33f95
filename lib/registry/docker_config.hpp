// Credentials that `docker login` and `helm registry login` left behind: their configuration files
// and credential helpers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/expiring.hpp"
#include "base/system.hpp"
#include "registry/credentials.hpp"

namespace chatops::registry {

/// How long what was looked up is believed.
inline constexpr Millis remembered{10 * 60'000};

/// The files to look into, in order: for charts $HELM_REGISTRY_CONFIG or Helm's own place first;
/// then $DOCKER_CONFIG/config.json or ~/.docker/config.json.
std::vector<std::string> credential_files(const Variables& variables, const std::string& home,
                                          Purpose purpose);

/// Remembers what helpers said for ten minutes, so that each question and each failure costs its
/// time once. Asked by one thread at a time.
class DockerCredentials {
 public:
  explicit DockerCredentials(System system)
      : system_(system), failed_(system.clock, remembered), told_(system.clock, remembered) {}

  /// What the file has for this repository ("" = the whole host): from its helper (credHelpers),
  /// the general one (credsStore), or `auths`. Of several keys the most specific wins
  /// ("host/team/api", "host/team", then the host), of equal ones that which docker itself would
  /// write, then those of old ("https://host/v2/", "https://host/v1/", "http://…"). A key with a
  /// namespace is for that namespace only. `trouble` where the file or a helper could not be used;
  /// a file that is not there and a helper that does not know the host are none.
  Credentials look_up(const Call& call, const std::string& file, std::string_view host,
                      std::string_view repository);

 private:
  /// `trouble` where the helper failed.
  Credentials ask(const Call& call, const std::string& helper, const std::string& server);
  Credentials run(const Call& call, const std::string& helper, const std::string& server);

  System system_;
  Expiring<std::string, Error> failed_;                              ///< by helper
  Expiring<std::pair<std::string, std::string>, Credentials> told_;  ///< by helper and server
};

}  // namespace chatops::registry

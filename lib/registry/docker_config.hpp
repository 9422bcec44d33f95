// Credentials that `docker login` and `helm registry login` left behind: their configuration files
// and credential helpers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/system.hpp"
#include "registry/hosts.hpp"

namespace chatops::registry {

/// The files to look into, in order: for charts $HELM_REGISTRY_CONFIG or Helm's own place first;
/// then $DOCKER_CONFIG/config.json or ~/.docker/config.json.
std::vector<std::string> credential_files(const Variables& variables, const std::string& home,
                                          Purpose purpose);

/// What the file has for the host: from the host's helper (credHelpers), the general one
/// (credsStore), or `auths`. Nothing when the file is missing, unreadable or odd, when it does not
/// know the host, or when a helper fails: the registry will then say that it wants credentials.
std::optional<Credentials> stored_credentials(const Call& call, const System& system,
                                              const std::string& file, std::string_view host);

}  // namespace chatops::registry

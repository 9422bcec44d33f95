// Where each registry and chart host is reached, and with which credentials. A host's name is its
// identity, in images and in errors; the URL is only where we connect.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expiring.hpp"
#include "base/system.hpp"
#include "config/paths.hpp"
#include "config/problems.hpp"
#include "config/profile.hpp"
#include "config/secret_source.hpp"
#include "net/http.hpp"
#include "registry/credentials.hpp"
#include "registry/docker_config.hpp"

namespace chatops::registry {

/// `registries: HOST: {url, plain_http, username, password, ca_file}` of the profile.
struct HostSettings {
  std::string url, username, ca_file;
  std::optional<bool> plain_http;
  std::optional<config::SecretSource> password;
};
using HostTable = std::map<std::string, HostSettings, std::less<>>;

/// The kind of config::StoredCredential; its secret is USER:PASSWORD, its host an identity.
inline constexpr std::string_view credential_kind = "registry";

/// Reads `registries` of the whole file and of the profile, whose hosts win; hosts without a
/// password get that of `stored`, where there is one. Mistakes go to `problems`.
HostTable read_profile(const config::Profile& profile, config::Problems& problems,
                       std::span<const config::StoredCredential> stored = {});
/// "USER:PASSWORD" in two; without a colon it is a password.
Credentials credentials_of(const Secret& both);

/// The end of the names of variables that speak of a host: "docker.io" is DOCKER_IO.
std::string variable_suffix(std::string_view host);

/// Variables win over the table: CHATOPS_REGISTRY_URL_<HOST>, CHATOPS_REGISTRY_USER_<HOST>,
/// CHATOPS_REGISTRY_PASSWORD_<HOST>. HOST and HOST:443 are one host, HOST:80 too where HOST is
/// spoken to without TLS. Thread-safe.
class Hosts {
 public:
  Hosts(System system, config::Paths paths, HostTable table);

  /// Where to connect: scheme, host and maybe a path, without a slash at the end.
  std::string base_url(std::string_view host) const;
  /// Who logs in there, as configured; "" = not told.
  std::string user(std::string_view host) const;
  /// The certificate authority to trust there; "" = the usual ones.
  std::string ca_file(std::string_view host) const;
  /// The identity of the host of an address.
  std::string host_of(const net::Url& url) const;
  /// The same URL as we connect: its host's base URL instead of its origin, where one is set.
  std::string connect_url(const std::string& url) const;
  /// The variables', the profile's, what `auth login` kept, else what Helm's and Docker's files and
  /// helpers have for the repository ("" = for the whole host), else none. Errors: of a secret
  /// source that the user named; of the keyring where nothing after it has any. Remembered a while.
  Result<Credentials> credentials(const Call& call, std::string_view host, Purpose purpose,
                                  std::string_view repository = {});
  /// From now on these, whatever is configured.
  void use(std::string_view host, Credentials credentials);

 private:
  struct CredentialScope {
    std::string host, repository;
    Purpose purpose = Purpose::images;
    auto operator<=>(const CredentialScope&) const = default;
  };

  std::string name_of(std::string_view host) const;
  std::optional<std::string> variable(std::string_view prefix, const std::string& name,
                                      std::string* full = nullptr) const;
  const HostSettings* settings(std::string_view host) const;
  /// One place is looked up at a time: a helper may ask the person.
  class Turn;
  std::optional<Credentials> known(const CredentialScope& place) const;
  Result<Credentials> find(const Call& call, const CredentialScope& place);
  Result<Credentials> find_configured(const Call& call, const std::string& host);

  System system_;
  config::Paths paths_;
  HostTable table_;
  DockerCredentials stored_;                       ///< of whoever has the turn
  Expiring<std::string, Credentials> configured_;  ///< likewise
  mutable std::mutex mutex_;                       ///< guards all below
  std::condition_variable_any turn_over_;
  bool turn_taken_ = false;
  std::map<std::string, Credentials> given_;
  Expiring<CredentialScope, Credentials> found_;
};

}  // namespace chatops::registry

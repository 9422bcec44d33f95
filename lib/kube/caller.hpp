// Asking the API server: identity, errors, and one more try where it did not believe who we are.
// Inside of kube only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/system.hpp"
#include "kube/access.hpp"
#include "kube/credentials.hpp"
#include "kube/paths.hpp"
#include "kube/status.hpp"
#include "net/client.hpp"

namespace chatops::kube {

struct Ask {
  Asked asked;
  std::string method = "GET";
  std::string path;  ///< with its query
  std::string body = {};
  std::string content_type = "application/json";
  std::string accept = "application/json";
  bool idempotent = true;
  bool repeats = true;
  std::size_t cap = 64U << 20U;
  Millis timeout{30'000};
};

/// Thread-safe.
class Caller {
 public:
  /// `http` outlives it.
  Caller(System system, net::Client& http, const Access& access, std::string name);

  const std::string& name() const { return name_; }
  const std::string& default_namespace() const { return ns_; }
  const System& system() const { return system_; }
  net::Client& http() const { return http_; }

  /// Side by side, in their order: 2xx answers, or errors as told in kube/api.hpp.
  std::vector<Known<net::Response>> perform(const Call& call, const std::vector<Ask>& asks);
  Known<net::Response> perform_one(const Call& call, const Ask& ask);

  struct Prepared {
    net::Request request;
    Identity identity;
  };
  /// For streams and upgrades, which are opened elsewhere.
  Result<Prepared> prepare(const Call& call, const Ask& ask);
  /// True when preparing again may bring another identity.
  bool refused(const Identity& identity) { return credentials_.refused(identity); }
  /// An error below HTTP, as one of this cluster.
  Error named(const Asked& asked, Error error) const;

 private:
  net::Request request_of(const Ask& ask, const Identity& identity) const;

  System system_;
  net::Client& http_;
  std::string name_, server_, ns_;
  std::optional<std::string> proxy_;
  bool compressed_;
  std::vector<std::pair<std::string, std::string>> impersonation_;
  Credentials credentials_;
};

}  // namespace chatops::kube

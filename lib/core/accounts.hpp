// Credentials of outside systems: tried, kept, listed, removed. What an outside system knows of
// them is its Login; what is done with all of them is Accounts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace chatops::core {

/// One thing that is done with a credential.
struct UseOfCredential {
  std::string use,
      scope;           ///< "tracker", "collaboration:issue:ro"; scope "" = such a token has none
  std::string access;  ///< granted | missing | unknown
  std::optional<Error> why;
};

/// One credential in effect, or the lack of one.
struct Credential {
  std::string system;  ///< coding | registry
  std::string host;
  std::string use;        ///< "" = everything, ci, cd
  std::string who, team;  ///< as far as known
  std::string origin,
      detail;         ///< environment | file | keyring | credentials | none, and where there
  std::string state;  ///< works | refused | missing | unknown
  std::vector<UseOfCredential> uses;
  std::optional<Error> why;  ///< of what does not work
};
/// A failure as a state: what certainly does not work is told apart from what could not be tried.
void judge(Credential& credential, Error why);

struct LoginRequest {
  std::string system;    ///< coding | registry
  std::string host;      ///< of a registry
  std::string url;       ///< of CODING; "" = as configured
  std::string use;       ///< "" = everything, ci, cd
  std::string username;  ///< of a registry
  std::string store;     ///< "" = the best there is, keyring, file
  Secret secret;
};

struct LogoutRequest {
  std::string system, host, use;
};

/// Where a secret is for, before it is asked for. CODING's `url` is "" where nothing says it.
struct LoginPlace {
  std::string host, url, username;
};

/// How a secret is kept: under which kind, for which address, as which text.
struct NewCredential {
  std::string kind, url;
  Secret secret;
};

/// The credentials of one kind of outside system.
class Login {
 public:
  virtual ~Login() = default;
  /// What the request leaves open, filled from the configuration. usage_bad_value.
  virtual LoginPlace place(const LoginRequest& request) = 0;
  /// Tries the secret. What is refused, or cannot be tried, is thrown.
  virtual Credential attempt(const Call& call, const LoginRequest& request) = 0;
  virtual NewCredential new_credential(const LoginRequest& request, const LoginPlace& place) = 0;
  /// What else is worth saying of a secret for that host.
  virtual std::vector<Error> remarks(const std::string& host) = 0;
  /// The kind it is kept under.
  virtual std::string credential_kind(const std::string& use) = 0;
  /// Whose credential is to be removed; "" = the configuration does not say.
  virtual std::string host_of(const LogoutRequest& request) = 0;
  /// What supplies such a credential without having been kept (credential_shadowed).
  virtual std::vector<Error> supplied_elsewhere(const std::string& kind,
                                                const std::string& host) = 0;
  /// One look for each credential in effect; they may run side by side, after this returned.
  /// `offline`: nothing is tried, every state but missing is unknown.
  virtual std::vector<std::function<Credential(const Call& call)>> looks(const Call& call,
                                                                         bool offline) = 0;
};

struct LoggedIn {
  Credential credential;
  std::string kept_in, place;  ///< keyring | file, and the file's path
  std::vector<Error> notes;
};

struct LoggedOut {
  std::string host;
  std::vector<std::string> removed;  ///< keyring, file
  std::vector<Error> notes;          ///< what still supplies a credential
};

class Accounts {
 public:
  virtual ~Accounts() = default;
  /// What the request leaves open, filled from the configuration. usage_bad_value.
  virtual LoginPlace place(const LoginRequest& request) = 0;
  /// Tries the secret, then keeps it. What is refused, or cannot be tried, is thrown and not kept.
  virtual LoggedIn log_in(const Call& call, const LoginRequest& request) = 0;
  /// `offline`: nothing is tried, every state but missing is unknown.
  virtual std::vector<Credential> status(const Call& call, bool offline) = 0;
  virtual LoggedOut log_out(const Call& call, const LogoutRequest& request) = 0;
};

}  // namespace chatops::core

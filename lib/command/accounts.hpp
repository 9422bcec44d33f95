// Credentials as commands see them: tried, kept, listed, removed. Implemented by wire, and by fakes
// in tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/error.hpp"

namespace chatops::command {

struct AuthLoginRequest;
struct AuthLogoutRequest;

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

/// Where a secret is for, before it is asked for. CODING's `url` is "" where nothing says it.
struct LoginPlace {
  std::string host, url, username;
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
  virtual LoginPlace place(const Call& call, const AuthLoginRequest& request) = 0;
  /// Tries the secret, then keeps it. What is refused, or cannot be tried, is thrown and not kept.
  virtual LoggedIn log_in(const Call& call, const AuthLoginRequest& request) = 0;
  /// `offline`: nothing is tried, every state but missing is unknown.
  virtual std::vector<Credential> status(const Call& call, bool offline) = 0;
  virtual LoggedOut log_out(const Call& call, const AuthLogoutRequest& request) = 0;
};

}  // namespace chatops::command

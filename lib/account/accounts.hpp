// Logging in and out, whatever the system: what was tried is kept, in the keyring or a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/system.hpp"
#include "base/workers.hpp"
#include "config/paths.hpp"
#include "config/stored_credential.hpp"
#include "core/accounts.hpp"

namespace chatops::account {

/// Where secrets are kept, and those that already are.
struct Cabinet {
  config::Paths paths;
  std::string profile;
  std::vector<config::StoredCredential> credentials;  ///< of this profile
};

/// By the word of LoginRequest::system.
using Logins = std::map<std::string, std::unique_ptr<core::Login>>;

/// `workers` outlives it.
std::unique_ptr<core::Accounts> make_accounts(System system, Workers& workers, Cabinet cabinet,
                                              Logins logins);

}  // namespace chatops::account

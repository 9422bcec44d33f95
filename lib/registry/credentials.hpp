// What one is let in with, and what stood in the way of finding more.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "config/origin.hpp"

namespace chatops::registry {

/// Charts look into Helm's own file before Docker's, as Helm does.
enum class Purpose { images, charts };

struct Credentials {
  std::string user;
  Secret password;
  Secret identity_token;  ///< exchanged for access tokens in place of user and password
  std::optional<config::Origin> origin;  ///< where they come from
  std::string name_space;                ///< of the repositories they are for; "" = the whole host
  /// Of a file or helper that should have been asked before these: credential_helper_failed,
  /// file_unreadable.
  std::optional<Error> trouble;
  bool empty() const { return password.empty() && identity_token.empty(); }
};

}  // namespace chatops::registry

// `auth login`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/secret.hpp"
#include "command/commands/command.hpp"
#include "command/table/rows/auth_login.hpp"

namespace chatops::command {

/// `secret` is no part of what travels as JSON.
struct AuthLoginRequest {
  static constexpr const table::Command& row = table::auth_login_row;

  std::string system;       ///< coding | registry
  std::string host;         ///< of a registry
  std::string url;          ///< of CODING; "" = as configured
  std::string use;          ///< "" = everything, ci, cd
  std::string username;     ///< of a registry
  std::string store;        ///< "" = the best there is, keyring, file
  bool with_token = false;  ///< standard input, whatever it is
  bool answered = false;    ///< the secret was asked for
  Secret secret;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuthLoginRequest, system, host, url, use, username,
                                                store, with_token)

template <>
struct RequestOf<table::auth_login_row> {
  using type = AuthLoginRequest;
};

void read(AuthLoginRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const AuthLoginRequest& request);
void take(AuthLoginRequest& request, const Need& need, Given given);

}  // namespace chatops::command

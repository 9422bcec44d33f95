// `auth logout`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/auth_logout.hpp"

namespace chatops::command {

struct AuthLogoutRequest {
  static constexpr const table::Command& row = table::auth_logout_row;

  std::string system, host, use;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuthLogoutRequest, system, host, use)

template <>
struct RequestOf<table::auth_logout_row> {
  using type = AuthLogoutRequest;
};

void read(AuthLogoutRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const AuthLogoutRequest& request);

}  // namespace chatops::command

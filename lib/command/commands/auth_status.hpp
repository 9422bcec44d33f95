// `auth status`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "command/commands/command.hpp"
#include "command/table/rows/auth_status.hpp"

namespace chatops::command {

struct AuthStatusRequest {
  static constexpr const table::Command& row = table::auth_status_row;

  bool offline = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuthStatusRequest, offline)

template <>
struct RequestOf<table::auth_status_row> {
  using type = AuthStatusRequest;
};

void read(AuthStatusRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const AuthStatusRequest& request);

}  // namespace chatops::command

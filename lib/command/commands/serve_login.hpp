// `serve login`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/serve_login.hpp"

namespace chatops::command {

struct ServeLoginRequest {
  static constexpr const table::Command& row = table::serve_login_row;

  std::string name;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ServeLoginRequest, name)

template <>
struct RequestOf<table::serve_login_row> {
  using type = ServeLoginRequest;
};

void read(ServeLoginRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeLoginRequest& request);

}  // namespace chatops::command

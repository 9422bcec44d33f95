// `serve`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/serve.hpp"

namespace chatops::command {

struct ServeRequest {
  static constexpr const table::Command& row = table::serve_row;

  std::string config, listen;
  std::vector<std::string> applications;
  bool check = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ServeRequest, config, listen, applications, check)

template <>
struct RequestOf<table::serve_row> {
  using type = ServeRequest;
};

void read(ServeRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeRequest& request);

}  // namespace chatops::command

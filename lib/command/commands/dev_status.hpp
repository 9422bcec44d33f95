// `dev status`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_status.hpp"

namespace chatops::command {

struct DevStatusRequest {
  static constexpr const table::Command& row = table::dev_status_row;

  std::string environment;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevStatusRequest, environment)

template <>
struct RequestOf<table::dev_status_row> {
  using type = DevStatusRequest;
};

void read(DevStatusRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevStatusRequest& request);

}  // namespace chatops::command

// `config check`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/config_check.hpp"

namespace chatops::command {

struct ConfigCheckRequest {
  static constexpr const table::Command& row = table::config_check_row;
};

template <>
struct RequestOf<table::config_check_row> {
  using type = ConfigCheckRequest;
};

void read(ConfigCheckRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ConfigCheckRequest& request);

}  // namespace chatops::command

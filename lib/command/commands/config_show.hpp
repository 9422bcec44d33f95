// `config show`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/config_show.hpp"

namespace chatops::command {

struct ConfigShowRequest {
  static constexpr const table::Command& row = table::config_show_row;
};

template <>
struct RequestOf<table::config_show_row> {
  using type = ConfigShowRequest;
};

void read(ConfigShowRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ConfigShowRequest& request);

}  // namespace chatops::command

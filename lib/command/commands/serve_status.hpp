// `serve status`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/serve_status.hpp"

namespace chatops::command {

struct ServeStatusRequest {
  static constexpr const table::Command& row = table::serve_status_row;
};
template <>
struct RequestOf<table::serve_status_row> {
  using type = ServeStatusRequest;
};

void read(ServeStatusRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeStatusRequest& request);

}  // namespace chatops::command

// `dev list`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/dev_list.hpp"

namespace chatops::command {

struct DevListRequest {
  static constexpr const table::Command& row = table::dev_list_row;
};
template <>
struct RequestOf<table::dev_list_row> {
  using type = DevListRequest;
};

void read(DevListRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevListRequest& request);

}  // namespace chatops::command

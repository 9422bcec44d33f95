// `iteration list`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/iteration_list.hpp"

namespace chatops::command {

struct IterationListRequest {
  static constexpr const table::Command& row = table::iteration_list_row;
};

template <>
struct RequestOf<table::iteration_list_row> {
  using type = IterationListRequest;
};

void read(IterationListRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const IterationListRequest& request);

}  // namespace chatops::command

// `people list`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/people_list.hpp"

namespace chatops::command {

struct PeopleListRequest {
  static constexpr const table::Command& row = table::people_list_row;
};
template <>
struct RequestOf<table::people_list_row> {
  using type = PeopleListRequest;
};

void read(PeopleListRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const PeopleListRequest& request);

}  // namespace chatops::command

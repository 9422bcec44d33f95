// `people link`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/people_link.hpp"

namespace chatops::command {

struct PeopleLinkRequest {
  static constexpr const table::Command& row = table::people_link_row;

  std::vector<std::string> accounts;  ///< SYSTEM:ID
  bool remove = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(PeopleLinkRequest, accounts, remove)

template <>
struct RequestOf<table::people_link_row> {
  using type = PeopleLinkRequest;
};

void read(PeopleLinkRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const PeopleLinkRequest& request);

}  // namespace chatops::command

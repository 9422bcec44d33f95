// `help`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/help.hpp"

namespace chatops::command {

struct HelpRequest {
  static constexpr const table::Command& row = table::help_row;

  std::vector<std::string> words;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(HelpRequest, words)

template <>
struct RequestOf<table::help_row> {
  using type = HelpRequest;
};

void read(HelpRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const HelpRequest& request);

}  // namespace chatops::command

// `notify unmute`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/notify_unmute.hpp"

namespace chatops::command {

struct NotifyUnmuteRequest {
  static constexpr const table::Command& row = table::notify_unmute_row;

  std::vector<std::string> kinds;  ///< of table::mutable_notices; empty = all
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NotifyUnmuteRequest, kinds)

template <>
struct RequestOf<table::notify_unmute_row> {
  using type = NotifyUnmuteRequest;
};

void read(NotifyUnmuteRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const NotifyUnmuteRequest& request);

}  // namespace chatops::command

// `notify mute`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/notify_mute.hpp"

namespace chatops::command {

struct NotifyMuteRequest {
  static constexpr const table::Command& row = table::notify_mute_row;

  std::vector<std::string> kinds;  ///< of table::mutable_notices; empty = all
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NotifyMuteRequest, kinds)

template <>
struct RequestOf<table::notify_mute_row> {
  using type = NotifyMuteRequest;
};

void read(NotifyMuteRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const NotifyMuteRequest& request);

}  // namespace chatops::command

// `notify status`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/notify_status.hpp"

namespace chatops::command {

struct NotifyStatusRequest {
  static constexpr const table::Command& row = table::notify_status_row;
};

template <>
struct RequestOf<table::notify_status_row> {
  using type = NotifyStatusRequest;
};

void read(NotifyStatusRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const NotifyStatusRequest& request);

}  // namespace chatops::command

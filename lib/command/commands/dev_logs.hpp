// `dev logs`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_logs.hpp"

namespace chatops::command {

struct DevLogsRequest {
  static constexpr const table::Command& row = table::dev_logs_row;

  std::string environment, component;
  bool follow = false;
  std::int64_t tail = 0;

  bool reads_place() const { return environment.empty() || component.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevLogsRequest, environment, component, follow,
                                                tail)

template <>
struct RequestOf<table::dev_logs_row> {
  using type = DevLogsRequest;
};

void read(DevLogsRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevLogsRequest& request);

}  // namespace chatops::command

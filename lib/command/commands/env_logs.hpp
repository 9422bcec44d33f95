// `env logs`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/env_logs.hpp"

namespace chatops::command {

struct EnvLogsRequest {
  static constexpr const table::Command& row = table::env_logs_row;

  std::string environment;
  std::vector<std::string> components;  ///< none: all
  bool follow = false, previous = false;
  std::int64_t since_ms = 0;  ///< 0 = from the beginning
  std::int64_t tail = 0;      ///< 0 = all

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvLogsRequest, environment, components, follow,
                                                previous, since_ms, tail)

template <>
struct RequestOf<table::env_logs_row> {
  using type = EnvLogsRequest;
};

void read(EnvLogsRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvLogsRequest& request);

}  // namespace chatops::command

// `env history`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_history.hpp"

namespace chatops::command {

struct EnvHistoryRequest {
  static constexpr const table::Command& row = table::env_history_row;

  std::string environment;
  std::int64_t limit = 20;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvHistoryRequest, environment, limit)

template <>
struct RequestOf<table::env_history_row> {
  using type = EnvHistoryRequest;
};

void read(EnvHistoryRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvHistoryRequest& request);

}  // namespace chatops::command

// `env hold`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_hold.hpp"

namespace chatops::command {

struct EnvHoldRequest {
  static constexpr const table::Command& row = table::env_hold_row;

  std::string environment, reason;
  std::int64_t until_ms = 0;  ///< from now on; 0 = until somebody ends it

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvHoldRequest, environment, reason, until_ms)

template <>
struct RequestOf<table::env_hold_row> {
  using type = EnvHoldRequest;
};

void read(EnvHoldRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvHoldRequest& request);

}  // namespace chatops::command

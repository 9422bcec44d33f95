// `env pin`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/commands/options.hpp"
#include "command/table/rows/env_pin.hpp"

namespace chatops::command {

struct EnvPinRequest {
  static constexpr const table::Command& row = table::env_pin_row;

  std::string environment;
  std::vector<std::string> components;  ///< NAME or NAME=VERSION
  std::string reason;
  std::int64_t until_ms = 0;  ///< from now on; 0 = until somebody changes it
  DeployOptions options;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvPinRequest, environment, components, reason,
                                                until_ms, options)

template <>
struct RequestOf<table::env_pin_row> {
  using type = EnvPinRequest;
};

void read(EnvPinRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvPinRequest& request);
void take(EnvPinRequest& request, const Need& need, const Given& given);

}  // namespace chatops::command

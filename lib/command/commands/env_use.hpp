// `env use`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_use.hpp"

namespace chatops::command {

struct EnvUseRequest {
  static constexpr const table::Command& row = table::env_use_row;

  std::string environment;  ///< "" = tell which is used
  bool clear = false;

  static bool reads_place() { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvUseRequest, environment, clear)

template <>
struct RequestOf<table::env_use_row> {
  using type = EnvUseRequest;
};

void read(EnvUseRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvUseRequest& request);

}  // namespace chatops::command

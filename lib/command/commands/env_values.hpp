// `env values`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_values.hpp"

namespace chatops::command {

struct EnvValuesRequest {
  static constexpr const table::Command& row = table::env_values_row;

  std::string environment;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvValuesRequest, environment)

template <>
struct RequestOf<table::env_values_row> {
  using type = EnvValuesRequest;
};

void read(EnvValuesRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvValuesRequest& request);

}  // namespace chatops::command

// `env create`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_create.hpp"

namespace chatops::command {

struct EnvCreateRequest {
  static constexpr const table::Command& row = table::env_create_row;

  std::string environment, environment_class, iteration;
  std::map<std::string, std::string> parameters;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvCreateRequest, environment, environment_class,
                                                iteration, parameters)

template <>
struct RequestOf<table::env_create_row> {
  using type = EnvCreateRequest;
};

void read(EnvCreateRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvCreateRequest& request);

}  // namespace chatops::command

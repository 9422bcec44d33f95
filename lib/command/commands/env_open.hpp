// `env open`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_open.hpp"

namespace chatops::command {

struct EnvOpenRequest {
  static constexpr const table::Command& row = table::env_open_row;

  std::string environment;
  std::string component;  ///< "" = the environment itself
  bool print_only = false;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvOpenRequest, environment, component, print_only)

template <>
struct RequestOf<table::env_open_row> {
  using type = EnvOpenRequest;
};

void read(EnvOpenRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvOpenRequest& request);

}  // namespace chatops::command

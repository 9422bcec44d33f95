// `env exec`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/env_exec.hpp"

namespace chatops::command {

struct EnvExecRequest {
  static constexpr const table::Command& row = table::env_exec_row;

  std::string environment, component;
  std::string container;          ///< "" = the one that the component is about
  std::vector<std::string> argv;  ///< what is run

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvExecRequest, environment, component, container,
                                                argv)

template <>
struct RequestOf<table::env_exec_row> {
  using type = EnvExecRequest;
};

void read(EnvExecRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvExecRequest& request);

}  // namespace chatops::command

// `dev shell`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_shell.hpp"

namespace chatops::command {

struct DevShellRequest {
  static constexpr const table::Command& row = table::dev_shell_row;

  std::string environment, component;

  bool reads_place() const { return environment.empty() || component.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevShellRequest, environment, component)

template <>
struct RequestOf<table::dev_shell_row> {
  using type = DevShellRequest;
};

void read(DevShellRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevShellRequest& request);

}  // namespace chatops::command

// `dev debug`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_debug.hpp"

namespace chatops::command {

struct DevDebugRequest {
  static constexpr const table::Command& row = table::dev_debug_row;

  std::string environment, component;
  std::vector<std::string> argv;  ///< none: `dev.debug` of the component
  std::string port;  ///< "9229", "9000:9229"; "" = as the component or the language says
  std::string language;
  bool vscode = false, watch = false;

  bool reads_place() const { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevDebugRequest, environment, component, argv, port,
                                                language, vscode, watch)

template <>
struct RequestOf<table::dev_debug_row> {
  using type = DevDebugRequest;
};

void read(DevDebugRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevDebugRequest& request);

}  // namespace chatops::command

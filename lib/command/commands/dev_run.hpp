// `dev run`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_run.hpp"

namespace chatops::command {

struct DevRunRequest {
  static constexpr const table::Command& row = table::dev_run_row;

  std::string environment, component;
  std::vector<std::string> argv;  ///< none: `dev.run` of the component
  std::map<std::string, std::string> variables;
  bool watch = false;

  bool reads_place() const { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevRunRequest, environment, component, argv,
                                                variables, watch)

template <>
struct RequestOf<table::dev_run_row> {
  using type = DevRunRequest;
};

void read(DevRunRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevRunRequest& request);

}  // namespace chatops::command

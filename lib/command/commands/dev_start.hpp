// `dev start`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_start.hpp"

namespace chatops::command {

struct DevStartRequest {
  static constexpr const table::Command& row = table::dev_start_row;

  std::string environment, component, image, root, container;
  std::map<std::string, std::string> variables;
  bool made = false;                 ///< the component is in no chart yet: dev mode makes it
  std::vector<std::uint16_t> ports;  ///< of what is made
  bool take_over = false;            ///< who has it is asked to hand it over
  std::int64_t timeout_ms = 0;       ///< 0 = the usual patience

  bool reads_place() const { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevStartRequest, environment, component, image,
                                                root, container, variables, made, ports, take_over,
                                                timeout_ms)

template <>
struct RequestOf<table::dev_start_row> {
  using type = DevStartRequest;
};

void read(DevStartRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevStartRequest& request);

}  // namespace chatops::command

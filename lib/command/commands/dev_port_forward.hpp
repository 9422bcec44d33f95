// `dev port-forward`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_port_forward.hpp"

namespace chatops::command {

struct DevPortForwardRequest {
  static constexpr const table::Command& row = table::dev_port_forward_row;

  std::string environment, component;
  std::vector<std::string> ports;  ///< "8080:80", "80", ":80"; none: `dev.ports`

  bool reads_place() const { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevPortForwardRequest, environment, component,
                                                ports)

template <>
struct RequestOf<table::dev_port_forward_row> {
  using type = DevPortForwardRequest;
};

void read(DevPortForwardRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevPortForwardRequest& request);

}  // namespace chatops::command

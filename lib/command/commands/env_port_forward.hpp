// `env port-forward`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/env_port_forward.hpp"

namespace chatops::command {

struct EnvPortForwardRequest {
  static constexpr const table::Command& row = table::env_port_forward_row;

  std::string environment, component;
  std::vector<std::string> ports;  ///< "8080:80", "80", ":80"

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvPortForwardRequest, environment, component,
                                                ports)

template <>
struct RequestOf<table::env_port_forward_row> {
  using type = EnvPortForwardRequest;
};

void read(EnvPortForwardRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvPortForwardRequest& request);

}  // namespace chatops::command

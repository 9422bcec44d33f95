// `env events`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/env_events.hpp"

namespace chatops::command {

struct EnvEventsRequest {
  static constexpr const table::Command& row = table::env_events_row;

  std::string environment;
  std::vector<std::string> components;  ///< none: all, and what is of none
  bool warnings = false;                ///< only those

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvEventsRequest, environment, components, warnings)

template <>
struct RequestOf<table::env_events_row> {
  using type = EnvEventsRequest;
};

void read(EnvEventsRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvEventsRequest& request);

}  // namespace chatops::command

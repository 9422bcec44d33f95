// `dev end`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_end.hpp"

namespace chatops::command {

struct DevEndRequest {
  static constexpr const table::Command& row = table::dev_end_row;

  std::string environment, component;
  bool force = false;
  std::string asked;  ///< the wish that this answers, as its card tells it; "" = said without one
  std::int64_t timeout_ms = 0;

  bool reads_place() const { return environment.empty() || component.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevEndRequest, environment, component, force, asked,
                                                timeout_ms)

template <>
struct RequestOf<table::dev_end_row> {
  using type = DevEndRequest;
};

void read(DevEndRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevEndRequest& request);

}  // namespace chatops::command

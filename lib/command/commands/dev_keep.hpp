// `dev keep`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_keep.hpp"

namespace chatops::command {

struct DevKeepRequest {
  static constexpr const table::Command& row = table::dev_keep_row;

  std::string environment, component;
  std::string asked;  ///< as DevEndRequest::asked
  std::int64_t timeout_ms = 0;

  bool reads_place() const { return environment.empty() || component.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevKeepRequest, environment, component, asked,
                                                timeout_ms)

template <>
struct RequestOf<table::dev_keep_row> {
  using type = DevKeepRequest;
};

void read(DevKeepRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevKeepRequest& request);

}  // namespace chatops::command

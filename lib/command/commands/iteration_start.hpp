// `iteration start`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/iteration_start.hpp"

namespace chatops::command {

struct IterationStartRequest {
  static constexpr const table::Command& row = table::iteration_start_row;

  std::string code;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(IterationStartRequest, code)

template <>
struct RequestOf<table::iteration_start_row> {
  using type = IterationStartRequest;
};

void read(IterationStartRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const IterationStartRequest& request);

}  // namespace chatops::command

// `iteration complete`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/iteration_complete.hpp"

namespace chatops::command {

struct IterationCompleteRequest {
  static constexpr const table::Command& row = table::iteration_complete_row;

  std::string code;
  std::string
      move_open;  ///< code of the iteration that takes open issues; "" = the tracker decides
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(IterationCompleteRequest, code, move_open)

template <>
struct RequestOf<table::iteration_complete_row> {
  using type = IterationCompleteRequest;
};

void read(IterationCompleteRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const IterationCompleteRequest& request);

}  // namespace chatops::command

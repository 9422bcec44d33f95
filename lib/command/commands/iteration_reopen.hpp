// `iteration reopen`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/iteration_reopen.hpp"

namespace chatops::command {

struct IterationReopenRequest {
  static constexpr const table::Command& row = table::iteration_reopen_row;

  std::string code;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(IterationReopenRequest, code)

template <>
struct RequestOf<table::iteration_reopen_row> {
  using type = IterationReopenRequest;
};

void read(IterationReopenRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const IterationReopenRequest& request);

}  // namespace chatops::command

// `iteration show`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/iteration_show.hpp"

namespace chatops::command {

struct IterationShowRequest {
  static constexpr const table::Command& row = table::iteration_show_row;

  std::string code;
  bool history = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(IterationShowRequest, code, history)

template <>
struct RequestOf<table::iteration_show_row> {
  using type = IterationShowRequest;
};

void read(IterationShowRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const IterationShowRequest& request);

}  // namespace chatops::command

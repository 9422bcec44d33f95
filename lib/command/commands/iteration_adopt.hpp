// `iteration adopt`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/iteration_adopt.hpp"

namespace chatops::command {

struct IterationAdoptRequest {
  static constexpr const table::Command& row = table::iteration_adopt_row;

  std::vector<std::string> codes;
  bool all = false;
  std::string project;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(IterationAdoptRequest, codes, all, project)

template <>
struct RequestOf<table::iteration_adopt_row> {
  using type = IterationAdoptRequest;
};

void read(IterationAdoptRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const IterationAdoptRequest& request);

}  // namespace chatops::command

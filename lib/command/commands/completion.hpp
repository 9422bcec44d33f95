// `completion`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/completion.hpp"

namespace chatops::command {

struct CompletionRequest {
  static constexpr const table::Command& row = table::completion_row;

  std::string shell;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CompletionRequest, shell)

template <>
struct RequestOf<table::completion_row> {
  using type = CompletionRequest;
};

void read(CompletionRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const CompletionRequest& request);

}  // namespace chatops::command

// `serve setup-hooks`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "command/commands/command.hpp"
#include "command/table/rows/serve_setup_hooks.hpp"

namespace chatops::command {

struct ServeSetupHooksRequest {
  static constexpr const table::Command& row = table::serve_setup_hooks_row;

  bool take_over = false;  ///< hooks of the same name that send elsewhere
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ServeSetupHooksRequest, take_over)

template <>
struct RequestOf<table::serve_setup_hooks_row> {
  using type = ServeSetupHooksRequest;
};

void read(ServeSetupHooksRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeSetupHooksRequest& request);

}  // namespace chatops::command

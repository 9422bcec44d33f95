// `serve setup-hooks`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/serve_setup_hooks.hpp"

namespace chatops::command {

struct ServeSetupHooksRequest {
  static constexpr const table::Command& row = table::serve_setup_hooks_row;
};
template <>
struct RequestOf<table::serve_setup_hooks_row> {
  using type = ServeSetupHooksRequest;
};

void read(ServeSetupHooksRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeSetupHooksRequest& request);

}  // namespace chatops::command

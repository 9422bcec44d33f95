// `sandbox stop`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/sandbox_stop.hpp"

namespace chatops::command {

struct SandboxStopRequest {
  static constexpr const table::Command& row = table::sandbox_stop_row;

  std::string directory;
  bool forget = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SandboxStopRequest, directory, forget)

template <>
struct RequestOf<table::sandbox_stop_row> {
  using type = SandboxStopRequest;
};

void read(SandboxStopRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const SandboxStopRequest& request);

}  // namespace chatops::command

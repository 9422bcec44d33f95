// `sandbox status`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/sandbox_status.hpp"

namespace chatops::command {

struct SandboxStatusRequest {
  static constexpr const table::Command& row = table::sandbox_status_row;

  std::string directory;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SandboxStatusRequest, directory)

template <>
struct RequestOf<table::sandbox_status_row> {
  using type = SandboxStatusRequest;
};

void read(SandboxStatusRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const SandboxStatusRequest& request);

}  // namespace chatops::command

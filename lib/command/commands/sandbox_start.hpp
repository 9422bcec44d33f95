// `sandbox start`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/sandbox_start.hpp"

namespace chatops::command {

struct SandboxStartRequest {
  static constexpr const table::Command& row = table::sandbox_start_row;

  std::string directory, port, kubeconfig, helm, pull_host, ingress, cd, quirks, auth_status,
      rate_limit, page_size, speed;
  bool write_profile = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SandboxStartRequest, directory, port, kubeconfig,
                                                helm, pull_host, ingress, cd, quirks, auth_status,
                                                rate_limit, page_size, speed, write_profile)

template <>
struct RequestOf<table::sandbox_start_row> {
  using type = SandboxStartRequest;
};

void read(SandboxStartRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const SandboxStartRequest& request);

}  // namespace chatops::command

// `env unhold`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_unhold.hpp"

namespace chatops::command {

struct EnvUnholdRequest {
  static constexpr const table::Command& row = table::env_unhold_row;

  std::string environment;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvUnholdRequest, environment)

template <>
struct RequestOf<table::env_unhold_row> {
  using type = EnvUnholdRequest;
};

void read(EnvUnholdRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvUnholdRequest& request);

}  // namespace chatops::command

// `env follow`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/commands/options.hpp"
#include "command/table/rows/env_follow.hpp"

namespace chatops::command {

struct EnvFollowRequest {
  static constexpr const table::Command& row = table::env_follow_row;

  std::string environment;
  std::vector<std::string> components;  ///< NAME or NAME@BRANCH
  std::string reason;
  DeployOptions options;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvFollowRequest, environment, components, reason,
                                                options)

template <>
struct RequestOf<table::env_follow_row> {
  using type = EnvFollowRequest;
};

void read(EnvFollowRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvFollowRequest& request);
void take(EnvFollowRequest& request, const Need& need, const Given& given);

}  // namespace chatops::command

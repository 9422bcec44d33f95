// `env list`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "command/commands/command.hpp"
#include "command/table/rows/env_list.hpp"

namespace chatops::command {

struct EnvListRequest {
  static constexpr const table::Command& row = table::env_list_row;

  bool all = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvListRequest, all)

template <>
struct RequestOf<table::env_list_row> {
  using type = EnvListRequest;
};

void read(EnvListRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvListRequest& request);

}  // namespace chatops::command

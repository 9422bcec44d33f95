// `env show`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_show.hpp"

namespace chatops::command {

struct EnvShowRequest {
  static constexpr const table::Command& row = table::env_show_row;

  std::string environment;
  bool wait = false;   ///< follow a running deployment to its end
  bool watch = false;  ///< tell each state, until it is stopped
  std::int64_t timeout_ms = 0;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvShowRequest, environment, wait, watch,
                                                timeout_ms)

template <>
struct RequestOf<table::env_show_row> {
  using type = EnvShowRequest;
};

void read(EnvShowRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvShowRequest& request);

}  // namespace chatops::command

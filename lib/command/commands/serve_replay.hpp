// `serve replay`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "command/commands/command.hpp"
#include "command/table/rows/serve_replay.hpp"

namespace chatops::command {

struct ServeReplayRequest {
  static constexpr const table::Command& row = table::serve_replay_row;

  std::int64_t from = 0, to = 0;  ///< both included
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ServeReplayRequest, from, to)

template <>
struct RequestOf<table::serve_replay_row> {
  using type = ServeReplayRequest;
};

void read(ServeReplayRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeReplayRequest& request);

}  // namespace chatops::command

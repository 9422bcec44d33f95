// `env delete`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_delete.hpp"

namespace chatops::command {

struct EnvDeleteRequest {
  static constexpr const table::Command& row = table::env_delete_row;

  std::string environment;
  std::string confirm;  ///< the name once more
  bool force = false;   ///< forget it here; no pipeline is asked
  bool dry_run = false;
  std::int64_t timeout_ms = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvDeleteRequest, environment, confirm, force,
                                                dry_run, timeout_ms)

template <>
struct RequestOf<table::env_delete_row> {
  using type = EnvDeleteRequest;
};

void read(EnvDeleteRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvDeleteRequest& request);
void take(EnvDeleteRequest& request, const Need& need, Given given);

}  // namespace chatops::command

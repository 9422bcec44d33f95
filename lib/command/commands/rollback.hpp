// `rollback`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/commands/options.hpp"
#include "command/table/rows/rollback.hpp"

namespace chatops::command {

struct RollbackRequest {
  static constexpr const table::Command& row = table::rollback_row;

  std::string environment, reason;
  std::int64_t revision = 0;  ///< 0 = the success before what runs
  bool force = false;
  DeployOptions options;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RollbackRequest, environment, reason, revision,
                                                force, options)

template <>
struct RequestOf<table::rollback_row> {
  using type = RollbackRequest;
};

void read(RollbackRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const RollbackRequest& request);
void take(RollbackRequest& request, const Need& need, const Given& given);

}  // namespace chatops::command

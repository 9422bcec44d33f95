// `dev sync`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_sync.hpp"

namespace chatops::command {

struct DevSyncRequest {
  static constexpr const table::Command& row = table::dev_sync_row;

  std::string what;  ///< "" = sync | status | wait | pause | resume: of one that runs
  std::string environment, component, folder;
  bool both_ways = false, once = false;
  std::int64_t timeout_ms = 0;  ///< of `once`; 0 = none

  bool reads_place() const { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevSyncRequest, what, environment, component,
                                                folder, both_ways, once, timeout_ms)

template <>
struct RequestOf<table::dev_sync_row> {
  using type = DevSyncRequest;
};

void read(DevSyncRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevSyncRequest& request);

}  // namespace chatops::command

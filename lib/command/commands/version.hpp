// `version`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/version.hpp"

namespace chatops::command {

struct VersionRequest {
  static constexpr const table::Command& row = table::version_row;
};

template <>
struct RequestOf<table::version_row> {
  using type = VersionRequest;
};

void read(VersionRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const VersionRequest& request);

}  // namespace chatops::command

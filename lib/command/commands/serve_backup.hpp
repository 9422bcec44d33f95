// `serve backup`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/serve_backup.hpp"

namespace chatops::command {

struct ServeBackupRequest {
  static constexpr const table::Command& row = table::serve_backup_row;

  std::string file;
  bool replace = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ServeBackupRequest, file, replace)

template <>
struct RequestOf<table::serve_backup_row> {
  using type = ServeBackupRequest;
};

void read(ServeBackupRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ServeBackupRequest& request);

}  // namespace chatops::command

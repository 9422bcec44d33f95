// `config init`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/commands/options.hpp"
#include "command/table/rows/config_init.hpp"

namespace chatops::command {

/// Of `options`: yes, dry_run and confirmed.
struct ConfigInitRequest {
  static constexpr const table::Command& row = table::config_init_row;

  std::string folder;       ///< "" = the current one
  std::string output_file;  ///< its name in that folder; "" = the usual one
  bool user = false;        ///< the user's own file instead
  bool force = false, offline = false;
  DeployOptions options;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ConfigInitRequest, folder, output_file, user, force,
                                                offline, options)

template <>
struct RequestOf<table::config_init_row> {
  using type = ConfigInitRequest;
};

void read(ConfigInitRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ConfigInitRequest& request);
void take(ConfigInitRequest& request, const Need& need, const Given& given);

}  // namespace chatops::command

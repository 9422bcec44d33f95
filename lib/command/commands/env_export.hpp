// `env export`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/env_export.hpp"

namespace chatops::command {

struct EnvExportRequest {
  static constexpr const table::Command& row = table::env_export_row;

  std::string environment;

  bool reads_place() const { return environment.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EnvExportRequest, environment)

template <>
struct RequestOf<table::env_export_row> {
  using type = EnvExportRequest;
};

void read(EnvExportRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const EnvExportRequest& request);

}  // namespace chatops::command

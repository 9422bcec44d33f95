// `artifact show`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/artifact_show.hpp"

namespace chatops::command {

struct ArtifactShowRequest {
  static constexpr const table::Command& row = table::artifact_show_row;

  std::string component, version;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ArtifactShowRequest, component, version)

template <>
struct RequestOf<table::artifact_show_row> {
  using type = ArtifactShowRequest;
};

void read(ArtifactShowRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ArtifactShowRequest& request);

}  // namespace chatops::command

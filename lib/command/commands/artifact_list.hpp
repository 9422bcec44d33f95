// `artifact list`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command/commands/command.hpp"
#include "command/table/rows/artifact_list.hpp"

namespace chatops::command {

struct ArtifactListRequest {
  static constexpr const table::Command& row = table::artifact_list_row;

  std::vector<std::string> components;  ///< empty = all
  std::string branch;
  std::int64_t limit = 10;
  std::int64_t look = 0;  ///< images examined for it at most; 0 = as many as is usual
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ArtifactListRequest, components, branch, limit,
                                                look)

template <>
struct RequestOf<table::artifact_list_row> {
  using type = ArtifactListRequest;
};

void read(ArtifactListRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ArtifactListRequest& request);

}  // namespace chatops::command

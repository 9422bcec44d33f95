// `audit list`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/audit_list.hpp"

namespace chatops::command {

struct AuditListRequest {
  static constexpr const table::Command& row = table::audit_list_row;

  std::string environment;  ///< "" = all
  std::int64_t limit = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AuditListRequest, environment, limit)

template <>
struct RequestOf<table::audit_list_row> {
  using type = AuditListRequest;
};

void read(AuditListRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const AuditListRequest& request);

}  // namespace chatops::command

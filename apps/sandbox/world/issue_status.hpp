// The types of issues and the statuses that every project has: what the OpenAPI and the hooks both
// name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "world/model.hpp"

namespace chatops::sandbox {

struct IssueStatus {
  Id id;
  std::string_view name, type;
};
inline constexpr std::array<IssueStatus, 4> issue_statuses = {{{1, "未开始", "TODO"},
                                                               {2, "进行中", "PROCESSING"},
                                                               {3, "测试中", "PROCESSING"},
                                                               {4, "已完成", "COMPLETED"}}};
inline constexpr std::array<std::string_view, 5> issue_types = {"DEFECT", "REQUIREMENT", "MISSION",
                                                                "EPIC", "SUB_TASK"};

inline const IssueStatus& status_of(const Issue& issue) {
  const auto* found = std::ranges::find(issue_statuses, issue.status_id, &IssueStatus::id);
  return found == issue_statuses.end() ? issue_statuses.front() : *found;
}

}  // namespace chatops::sandbox

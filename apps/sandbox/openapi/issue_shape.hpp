// An issue as the two kinds of answers show it, and the statuses and types every project has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {

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

const IssueStatus& status_of(const Issue& issue);
/// DescribeIssue's shape: users as objects, watchers included.
Json issue_detail(const Asked& ask, const Model& model, const Issue& issue);
/// The lists' shape: ids instead of users, no watchers.
Json issue_row(const Asked& ask, const Model& model, const Issue& issue);

/// The issue that ProjectName and IssueCode name. Throws Refusal.
template <class M>
auto& issue_of(M& model, const Asked& ask) {
  const auto& project = project_of(model, ask);
  for (auto& issue : model.issues)
    if (issue.project_id == project.id && issue.code == ask.integer("IssueCode")) return issue;
  not_found("issue");
}

}  // namespace chatops::sandbox::openapi

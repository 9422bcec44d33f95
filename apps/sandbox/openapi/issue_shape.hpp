// An issue as the two kinds of answers show it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "openapi/shape.hpp"
#include "world/issue_status.hpp"

namespace chatops::sandbox::openapi {

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

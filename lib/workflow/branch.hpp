// `branch REPOSITORY BRANCH`: every component built from the repository follows the branch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "workflow/plan.hpp"

namespace chatops::workflow {

struct BranchRequest {
  std::string environment, repository, branch;
  core::Actor actor;
  std::string reason;
  bool force = false;
  bool create = false;  ///< the environment may be new, for `iteration`
  std::string iteration = {};
  int look = 0;  ///< as PlanRequest::look
};
struct BranchPlan {
  Plan plan;                             ///< `selection_now` is set
  std::vector<std::string> components;   ///< built from the repository
  std::optional<core::BranchHead> head;  ///< nothing when the source host did not answer
};
/// unknown_repository, unknown_branch (`try` = near names), and what plan() throws. Committing the
/// plan sets the branch; `remember` does it without deploying.
BranchPlan plan_branch(const Call& call, Dependencies& deps, const BranchRequest& request);
/// The same overrides, checked and not planned yet.
struct BranchOverrides {
  PlanRequest request;
  std::vector<std::string> components;
  Known<core::BranchHead> head;
};
BranchOverrides branch_overrides(const Call& call, Dependencies& deps,
                                 const BranchRequest& request);
/// unknown_branch, with a near name among those that the repository has.
Error no_such_branch(const std::string& repository, const std::string& branch,
                     const Known<std::vector<std::string>>& there);
/// Records selection and waiting only.
core::Environment remember(const Call& call, Dependencies& deps, const Plan& plan);

}  // namespace chatops::workflow

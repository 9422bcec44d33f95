// `branch`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/commands/deploy.hpp"
#include "command/commands/options.hpp"
#include "command/table/rows/branch.hpp"

namespace chatops::command {

/// `repository` "" = the one whose checkout the place is.
struct BranchRequest {
  static constexpr const table::Command& row = table::branch_row;

  std::string environment, repository, branch, reason;
  bool deploy = false;
  DeployOptions options;
  bool form = false;
  bool create = false;  ///< the environment may be new, for `iteration`
  std::string iteration;
  std::int64_t look = 0;  ///< as DeployRequest::look

  bool reads_place() const { return environment.empty() || repository.empty(); }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(BranchRequest, environment, repository, branch,
                                                reason, deploy, options, form, create, iteration,
                                                look)

template <>
struct RequestOf<table::branch_row> {
  using type = BranchRequest;
};

void read(BranchRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const BranchRequest& request);
/// What its form asks for: a DeployRequest that the form's answer completes.
DeployRequest as_deploy(const BranchRequest& request);
void take(BranchRequest& request, const Need& need, Given given);

}  // namespace chatops::command

// A repository's branch, for every component built from it.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/branch.hpp"

#include "base/text.hpp"
#include "core/candidates.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

std::vector<std::string> components_of(Dependencies& deps, const std::string& repository) {
  std::vector<std::string> out;
  for (const auto& component : deps.application.components) {
    if (component.repository == repository) out.push_back(component.name);
  }
  if (!out.empty()) return out;
  std::vector<std::string> names;
  names.reserve(deps.application.repositories.size());
  for (const auto& one : deps.application.repositories) names.push_back(one.name);
  Args args{{"what", repository}, {"where", deps.application.name}, {"there", join(names, ", ")}};
  if (const auto near = did_you_mean(repository, names)) args.set("try", *near);
  throw Error(Reason::unknown_repository, std::move(args));
}

/// The branch's head is read into `facts`, where the plan finds it.
BranchOverrides wishes_from(const Call& call, Dependencies& deps, Facts& facts,
                            const BranchRequest& request) {
  BranchOverrides out;
  out.components = components_of(deps, request.repository);
  const std::string branch = core::plain_branch(request.branch);
  const FactKey head = head_key(deps.application, request.repository, branch);
  read_facts(call, deps, std::span(&head, 1), facts);
  out.head = facts.heads.at(std::get<HeadKey>(head)).value;
  if (!out.head && out.head.error().reason == Reason::outside_not_found) {
    const FactKey names = branch_names_key(deps.application, request.repository);
    read_facts(call, deps, std::span(&names, 1), facts);
    throw no_such_branch(request.repository, branch,
                         facts.branch_names.at(std::get<BranchNamesKey>(names)).value);
  }
  out.request = {.environment = request.environment,
                 .iteration = request.iteration,
                 .create = request.create,
                 .force = request.force,
                 .look = request.look,
                 .actor = request.actor,
                 .reason = request.reason};
  for (const std::string& component : out.components) {
    out.request.overrides.push_back({.component = component, .version = "", .branch = branch});
  }
  return out;
}

}  // namespace

Error no_such_branch(const std::string& repository, const std::string& branch,
                     const Known<std::vector<std::string>>& there) {
  Args args{{"what", branch}, {"where", repository}};
  if (there) {
    if (const auto near = did_you_mean(branch, *there)) args.set("try", *near);
  }
  return Error(Reason::unknown_branch, std::move(args));
}

BranchOverrides branch_overrides(const Call& call, Dependencies& deps,
                                 const BranchRequest& request) {
  Facts facts(deps.application);
  return wishes_from(call, deps, facts, request);
}

BranchPlan plan_branch(const Call& call, Dependencies& deps, const BranchRequest& request) {
  Facts facts(deps.application);
  BranchOverrides overrides = wishes_from(call, deps, facts, request);
  BranchPlan out;
  out.components = std::move(overrides.components);
  out.plan = plan_from(call, deps, facts, overrides.request, std::nullopt);
  out.plan.selection_now = true;
  if (overrides.head) {
    out.head = std::move(*overrides.head);
  } else {
    out.plan.warnings.push_back(overrides.head.error());
  }
  return out;
}

}  // namespace chatops::workflow

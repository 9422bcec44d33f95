// A repository's branch, for every component built from it.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/branch.hpp"

#include "base/text.hpp"
#include "core/candidates.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

std::vector<std::string> components_of(World& world, const std::string& repository) {
  std::vector<std::string> out;
  for (const auto& component : world.application.components) {
    if (component.repository == repository) out.push_back(component.name);
  }
  if (!out.empty()) return out;
  std::vector<std::string> names;
  names.reserve(world.application.repositories.size());
  for (const auto& one : world.application.repositories) names.push_back(one.name);
  Args args{{"what", repository}, {"where", world.application.name}, {"there", join(names, ", ")}};
  if (const auto near = did_you_mean(repository, names)) args.set("try", *near);
  throw Error(Reason::unknown_repository, std::move(args));
}

/// The branch's head is read into `facts`, where the plan finds it.
BranchWishes wishes_from(const Call& call, World& world, Facts& facts,
                         const BranchRequest& request) {
  BranchWishes out;
  out.components = components_of(world, request.repository);
  const std::string branch = core::plain_branch(request.branch);
  const FactKey head = head_key(world.application, request.repository, branch);
  read_facts(call, world, std::span(&head, 1), facts);
  out.head = facts.heads.at(std::get<HeadKey>(head)).value;
  if (!out.head && out.head.error().reason == Reason::outside_not_found) {
    const FactKey names = branch_names_key(world.application, request.repository);
    read_facts(call, world, std::span(&names, 1), facts);
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
    out.request.wishes.push_back({.component = component, .version = "", .branch = branch});
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

BranchWishes branch_wishes(const Call& call, World& world, const BranchRequest& request) {
  Facts facts(world.application);
  return wishes_from(call, world, facts, request);
}

BranchPlan plan_branch(const Call& call, World& world, const BranchRequest& request) {
  Facts facts(world.application);
  BranchWishes wishes = wishes_from(call, world, facts, request);
  BranchPlan out;
  out.components = std::move(wishes.components);
  out.plan = plan_from(call, world, facts, wishes.request, std::nullopt);
  if (wishes.head) {
    out.head = std::move(*wishes.head);
  } else {
    out.plan.warnings.push_back(wishes.head.error());
  }
  return out;
}

}  // namespace chatops::workflow

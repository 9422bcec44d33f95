// A repository's branch, for every component built from it.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/branch.hpp"

#include "base/text.hpp"
#include "core/candidates.hpp"

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

}  // namespace

Error no_such_branch(const Call& call, World& world, const std::string& repository,
                     const std::string& branch) {
  Args args{{"what", branch}, {"where", repository}};
  const auto* declared = world.application.repository(repository);
  const std::string path = declared == nullptr ? "" : declared->path();
  const auto all = world.source.branches(call, path.empty() ? repository : path, "");
  if (all) {
    if (const auto near = did_you_mean(branch, *all)) args.set("try", *near);
  }
  return Error(Reason::unknown_branch, std::move(args));
}

BranchWishes branch_wishes(const Call& call, World& world, const BranchRequest& request) {
  BranchWishes out;
  out.components = components_of(world, request.repository);
  const std::string branch = core::plain_branch(request.branch);
  const auto* repository = world.application.repository(request.repository);
  const core::BranchQuery query{request.repository, branch,
                                repository == nullptr ? "" : repository->path()};
  out.head = world.source.heads(call, std::span(&query, 1)).at(0);
  if (!out.head && out.head.error().reason == Reason::outside_not_found) {
    throw no_such_branch(call, world, request.repository, branch);
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

BranchPlan plan_branch(const Call& call, World& world, const BranchRequest& request) {
  BranchWishes wishes = branch_wishes(call, world, request);
  BranchPlan out;
  out.components = std::move(wishes.components);
  out.plan = plan(call, world, wishes.request);
  if (wishes.head) {
    out.head = std::move(*wishes.head);
  } else {
    out.plan.warnings.push_back(wishes.head.error());
  }
  return out;
}

}  // namespace chatops::workflow

// `branch`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/branch.hpp"

#include "command/commands/reading.hpp"
#include "command/form_answer.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/handlers/offering.hpp"
#include "command/run.hpp"
#include "workflow/branch.hpp"

namespace chatops::command {

using nlohmann::json;

void read(BranchRequest& request, const ParsedArgs& args, const Around& around) {
  request.environment = args.get("environment");
  request.repository = args.positionals.size() > 1 ? args.positionals[0] : "";
  request.branch = args.positionals.back();
  request.reason = args.get("reason");
  request.deploy = args.has("deploy");
  request.options = deploy_options(args);
  request.form = leaves_open(args, around);
  request.look = number(args, "look", 0);
}

Reply handle(Context& context, const BranchRequest& request) {
  if (auto need = which_environment(context, request.form, request.environment)) return *need;
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string repository =
      request.repository.empty()
          ? value_or_throw(repository_of(deps.application, context.envelope.place))
          : request.repository;
  const workflow::BranchRequest wanted{
      .environment = chosen_environment(context, request.environment),
      .repository = repository,
      .branch = request.branch,
      .actor = context.envelope.actor,
      .reason = request.reason,
      .create = request.create,
      .iteration = request.iteration,
      .look = static_cast<int>(request.look)};
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  if (request.form) {
    const auto overrides = workflow::branch_overrides(context.call, deps, wanted);
    if (!overrides.head) notes.push_back(overrides.head.error());
    return form_need(context, overrides.request, std::move(notes));
  }
  const workflow::BranchPlan found = workflow::plan_branch(context.call, deps, wanted);
  if (request.deploy || request.options.dry_run)
    return carry_out(context, found.plan, request.options);
  Outcome outcome = remembered(context, found.plan);
  outcome.body["branch"] = {{"repository", repository},
                            {"branch", request.branch},
                            {"components", found.components},
                            {"head", found.head ? json(found.head->commit) : json()}};
  return outcome;
}

void take(BranchRequest& request, const Need& need, Given given) {
  if (need.card.kind == "environment") {
    take_environment(request, need, given.answer);
  } else {
    request.options.confirmed = need.card.revision;
    request.form = false;
  }
}

DeployRequest as_deploy(const BranchRequest& request) {
  DeployRequest out;
  out.reason = request.reason;
  out.iteration = request.iteration;
  out.create = request.create;
  out.options = request.options;
  out.keep_first = true;
  return out;
}

}  // namespace chatops::command

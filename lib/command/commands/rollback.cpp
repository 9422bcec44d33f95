// `rollback`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/rollback.hpp"

#include "command/answering.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/run.hpp"
#include "workflow/rollback.hpp"

namespace chatops::command {

void read(RollbackRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.reason = args.get("reason");
  if (!args.positionals.empty()) request.revision = revision(args.positionals[0]);
  request.force = args.has("force");
  request.options = deploy_options(args);
}

Reply handle(Context& context, const RollbackRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  workflow::RollbackRequest wanted{.environment = chosen_environment(context, request.environment),
                                   .revision = std::nullopt,
                                   .actor = context.envelope.actor,
                                   .reason = request.reason,
                                   .force = request.force};
  if (request.revision > 0) wanted.revision = request.revision;
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  const workflow::RollbackPlan found = workflow::plan_rollback(context.call, deps, wanted);
  Reply reply = carry_out(context, found.plan, request.options, std::move(notes));
  // Told before the question: what is gone back to.
  std::visit(
      [&](auto& told) {
        told.body["target"] = {{"revision", found.target.revision},
                               {"actor", found.target.actor.name},
                               {"reason", found.target.reason},
                               {"ended_at", to_rfc3339(found.target.ended_at)}};
      },
      reply);
  return reply;
}

void take(RollbackRequest& request, const Need& need, const Given&) {
  request.options.confirmed = need.card.revision;
}

}  // namespace chatops::command

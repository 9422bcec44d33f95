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

void read(RollbackRequest& request, const Words& words, const Around&) {
  request.environment = words.get("environment");
  request.reason = words.get("reason");
  if (!words.positionals.empty()) request.revision = revision(words.positionals[0]);
  request.going = going(words);
}

Reply handle(Context& context, const RollbackRequest& request) {
  workflow::World& world = context.services.world(context.call);
  workflow::RollbackRequest wanted{.environment = chosen_environment(context, request.environment),
                                   .revision = std::nullopt,
                                   .actor = context.envelope.actor,
                                   .reason = request.reason};
  if (request.revision > 0) wanted.revision = request.revision;
  std::vector<Error> notes;
  look_first(context, wanted.environment, notes);
  const workflow::RollbackPlan found = workflow::plan_rollback(context.call, world, wanted);
  Reply reply = carry_out(context, found.plan, request.going, std::move(notes));
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

void take(RollbackRequest& request, const Need& need, Given) {
  request.going.confirmed = need.card.revision;
}

}  // namespace chatops::command

// `env hold` and `env unhold`: how they are read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_hold.hpp"

#include "base/text.hpp"
#include "command/commands/env_unhold.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/bodies.hpp"
#include "command/handlers/chosen.hpp"
#include "command/run.hpp"

namespace chatops::command {

namespace {

Reply set_hold(Context& context, const std::string& given, std::optional<core::Hold> hold) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string name = chosen_environment(context, given);
  const auto environment = workflow::hold_environment(deps, name, std::move(hold));
  return Outcome{.kind = "hold",
                 .body = {{"environment", name}, {"hold", body_of(environment.hold)}}};
}

}  // namespace

void read(EnvHoldRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.reason = join(args.positionals, " ");
  request.until_ms = until_ms(args);
}
void read(EnvUnholdRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
}

Reply handle(Context& context, const EnvHoldRequest& request) {
  const Instant now = context.services.system().clock.now();
  const core::Actor& actor = context.envelope.actor;
  core::Hold hold{.by = actor.name, .by_id = actor.id, .why = request.reason, .since = now};
  if (request.until_ms > 0) hold.until = now + Millis(request.until_ms);
  return set_hold(context, request.environment, std::move(hold));
}
Reply handle(Context& context, const EnvUnholdRequest& request) {
  return set_hold(context, request.environment, std::nullopt);
}

}  // namespace chatops::command

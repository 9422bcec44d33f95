// `dev end`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_end.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

namespace {

constexpr Millis end_patience = std::chrono::minutes(1);

}  // namespace

void read(DevEndRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
  request.force = args.has("force");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevEndRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  auto ended = context.services.dev_mode(context.call)
                   .end(within(context, request.timeout_ms, end_patience), target.place,
                        request.force ? "" : context.envelope.actor.id);
  auto body = body_of(ended.session);
  body["environment"] = target.environment;
  body["exact"] = ended.exact;
  body["restored"] = ended.restored;
  for (auto& note : ended.notes) ended.kept.push_back(std::move(note));
  return Outcome{
      .kind = "dev_ended", .body = std::move(body), .error = std::nullopt, .notes = ended.kept};
}

}  // namespace chatops::command

// `dev end`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_end.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

void read(DevEndRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
  request.force = args.has("force");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevEndRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  const Call call = within(context, request.timeout_ms, answer_patience);
  const auto end = [&](const std::string& holder) {
    return context.services.dev_mode(context.call).end(call, target.place, holder);
  };
  auto ended =
      request.force ? end("") : answered(context, call, target, {request.asked, true}, end);
  auto body = body_of(ended.session);
  body["environment"] = target.environment;
  body["exact"] = ended.exact;
  body["restored"] = ended.restored;
  for (auto& note : ended.notes) ended.kept.push_back(std::move(note));
  return Outcome{
      .kind = "dev_ended", .body = std::move(body), .error = std::nullopt, .notes = ended.kept};
}

}  // namespace chatops::command

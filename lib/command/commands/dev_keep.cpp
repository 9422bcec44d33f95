// `dev keep`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_keep.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

void read(DevKeepRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevKeepRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  const Call call = within(context, request.timeout_ms, answer_patience);
  const auto kept =
      answered(context, call, target, {request.asked, false}, [&](const std::string& holder) {
        return context.services.dev_mode(context.call).keep(call, target.place, holder);
      });
  auto body = body_of(kept);
  body["environment"] = target.environment;
  return Outcome{.kind = "dev_kept", .body = std::move(body), .error = std::nullopt, .notes = {}};
}

}  // namespace chatops::command

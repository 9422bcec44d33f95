// `dev start`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_start.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

namespace {

/// An image may have to be pulled first.
constexpr Millis image_patience = std::chrono::minutes(10);

}  // namespace

void read(DevStartRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
  request.image = args.get("image");
  request.root = args.get("root");
  request.container = args.get("container");
  request.variables = key_values(args, "variable");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevStartRequest& request) {
  auto target = dev_target(context, request.environment, request.component);
  const core::Actor& actor = context.envelope.actor;
  const auto& settings = target.settings;
  const auto either = [](const std::string& said, const std::string& otherwise) {
    return said.empty() ? otherwise : said;
  };
  auto variables = settings.variables;
  for (const auto& [name, value] : request.variables) variables[name] = value;
  core::DevStart order{.place = std::move(target.place),
                       .holder_id = actor.id,
                       .holder = actor.name,
                       .container = either(request.container, settings.container),
                       .image = either(request.image, settings.image),
                       .root = either(request.root, settings.root),
                       .environment = {variables.begin(), variables.end()},
                       .cpu = settings.cpu,
                       .memory = settings.memory};
  auto started = context.services.dev_mode(context.call)
                     .start(within(context, request.timeout_ms, image_patience), order);
  auto body = body_of(started.session);
  body["environment"] = target.environment;
  body["resumed"] = started.resumed;
  for (auto* more : {&started.notes, &target.notes}) {
    for (auto& note : *more) started.kept.push_back(std::move(note));
  }
  return Outcome{
      .kind = "dev_started", .body = std::move(body), .error = std::nullopt, .notes = started.kept};
}

}  // namespace chatops::command

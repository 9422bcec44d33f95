// `dev start`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_start.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/dev.hpp"
#include "core/dev_rules.hpp"
#include "core/names.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

namespace {

/// An image may have to be pulled first.
constexpr Millis image_patience = std::chrono::minutes(10);

std::uint16_t port_in(const std::string& text) {
  const auto port = core::forwarded_port(text);
  if (!port || text.find(':') != text.npos) bad("--port", text, "1–65535");
  return port->remote;
}

/// One of that name may be there already: then it is the session's, or the cluster says whose.
DevTarget made_target(Context& context, const DevStartRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  if (request.component.empty()) missing("COMPONENT", DevStartRequest::row.path);
  if (deps.application.component(request.component) != nullptr)
    throw Error(Reason::dev_exists, {{"what", request.component}});
  (void)value_or_throw(core::environment_name(request.component));
  const std::string name = chosen_environment(context, request.environment);
  const auto place = workflow::show_environment(deps, name).environment;
  return {name, {place.cluster, place.ns, {request.component, {}, request.component}}, {}, {}};
}

}  // namespace

void read(DevStartRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.component = first_word(args);
  request.image = args.get("image");
  request.root = args.get("root");
  request.container = args.get("container");
  request.variables = key_values(args, "variable");
  request.made = args.has("new");
  for (const auto& text : args.all("port")) request.ports.push_back(port_in(text));
  if (request.made && request.image.empty()) missing("--image", DevStartRequest::row.path);
  if (!request.made && !request.ports.empty()) missing("--new", DevStartRequest::row.path);
  contradict(args, "new", "take-over");
  request.take_over = args.has("take-over");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevStartRequest& request) {
  auto target = request.made ? made_target(context, request)
                             : dev_target(context, request.environment, request.component);
  auto order = start_order(context, target);
  for (auto [said, value] : {std::pair(&request.container, &order.container),
                             {&request.image, &order.image},
                             {&request.root, &order.root}}) {
    if (!said->empty()) *value = *said;
  }
  std::map<std::string, std::string> variables(order.environment.begin(), order.environment.end());
  for (const auto& [name, value] : request.variables) variables[name] = value;
  order.environment.assign(variables.begin(), variables.end());
  order.take_over = request.take_over;
  order.asked = [&](const core::DevSession& session) {
    auto body = body_of(session);
    body["environment"] = target.environment;
    context.listener.on_event({.kind = "dev_asked", .body = std::move(body)});
  };
  order.waits = [&](const Error& cause) {
    context.listener.on_event({.kind = "dev_waits",
                               .body = {{"component", target.place.component.name},
                                        {"environment", target.environment},
                                        {"error", to_document(cause)}}});
  };
  if (request.made) order.made = core::DevMade{request.ports};
  // What names the environment in the commands that follow.
  const auto& said = request.environment;
  core::DevStarted started;
  try {
    started = context.services.dev_mode(context.call)
                  .start(within(context, request.timeout_ms, image_patience), order);
  } catch (const Error& error) {
    if (const std::string left(error.args.get("session")); !left.empty())
      context.listener.on_event({.kind = "dev_left",
                                 .body = {{"component", target.place.component.name},
                                          {"environment", target.environment},
                                          {"said_environment", said},
                                          {"session", left}}});
    throw;
  }
  auto body = body_of(started.session);
  body["environment"] = target.environment;
  if (!said.empty()) body["said_environment"] = said;
  body["resumed"] = started.resumed;
  for (auto* more : {&started.notes, &target.notes}) {
    for (auto& note : *more) started.kept.push_back(std::move(note));
  }
  return Outcome{
      .kind = "dev_started", .body = std::move(body), .error = std::nullopt, .notes = started.kept};
}

}  // namespace chatops::command

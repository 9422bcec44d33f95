// See forwarding.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/forwarding.hpp"

#include "command/commands/reading.hpp"
#include "core/dev_rules.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

using nlohmann::json;

core::ForwardedPort forwarded(const std::string& text) {
  const auto port = core::forwarded_port(text);
  if (!port) bad("[LOCAL:]PORT", text, "8080:80, 80, :80");
  return *port;
}

namespace {

std::string_view word_of(core::ForwardEvent::Type type) {
  switch (type) {
    case core::ForwardEvent::Type::listening: return "listening";
    case core::ForwardEvent::Type::replaced: return "replaced";
    case core::ForwardEvent::Type::waiting: return "waiting";
    case core::ForwardEvent::Type::failed: break;
  }
  return "failed";
}

}  // namespace

Event event_of(const std::string& component, const core::ForwardEvent& from) {
  json ports = json::array();
  for (const core::ForwardedPort& port : from.ports)
    ports.push_back({{"local", port.local}, {"remote", port.remote}});
  return {.kind = "forward",
          .body = {{"type", word_of(from.type)},
                   {"component", component},
                   {"pod", from.pod},
                   {"ports", std::move(ports)},
                   {"error", from.why ? to_document(*from.why) : json()}}};
}

Reply forward_until_stopped(Context& context, const std::string& environment,
                            const core::ForwardQuestion& question) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const std::string& component = question.component.name;
  value_or_throw(workflow::clusters_of(deps).forward(
      context.call, question, [&](const core::ForwardEvent& event) {
        context.listener.on_event(event_of(component, event));
      }));
  return Outcome{.kind = "forwarded",
                 .body = {{"environment", environment}, {"component", component}},
                 .error = std::nullopt,
                 .notes = {}};
}

}  // namespace chatops::command

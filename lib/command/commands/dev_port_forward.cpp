// `dev port-forward`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_port_forward.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"
#include "command/handlers/forwarding.hpp"
#include "core/dev_rules.hpp"

namespace chatops::command {

void read(DevPortForwardRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  // No component is called like a port.
  const bool named = !first_word(args).empty() && !core::forwarded_port(first_word(args));
  if (named) request.component = first_word(args);
  request.ports.assign(args.positionals.begin() + (named ? 1 : 0), args.positionals.end());
  for (const std::string& port : request.ports) (void)forwarded(port);
}

Reply handle(Context& context, const DevPortForwardRequest& request) {
  const auto target = dev_target(context, request.environment, request.component);
  const auto& ports = request.ports.empty() ? target.settings.ports : request.ports;
  if (ports.empty()) missing("[LOCAL:]PORT", DevPortForwardRequest::row.path);
  core::ForwardQuestion question{
      .cluster = target.place.cluster,
      .ns = target.place.ns,
      .component = context.services.dev_mode(context.call).sought(context.call, target.place),
      .ports = {}};
  for (const std::string& port : ports) question.ports.push_back(forwarded(port));
  return forward_until_stopped(context, target.environment, question);
}

}  // namespace chatops::command

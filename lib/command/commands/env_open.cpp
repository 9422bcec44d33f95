// `env open`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_open.hpp"

#include "command/commands/reading.hpp"
#include "command/handlers/browser.hpp"
#include "command/handlers/chosen.hpp"
#include "command/run.hpp"
#include "workflow/environments.hpp"
#include "workflow/running.hpp"

namespace chatops::command {

namespace {

std::string address_of(Context& context, const EnvOpenRequest& request, const std::string& name) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  const auto view = workflow::show_environment(deps, name);
  if (request.component.empty()) return view.address;
  core::NamespaceQuestion question = workflow::namespace_question(deps, view.environment);
  question.components = {workflow::sought_component(deps, request.component)};
  const auto found = value_or_throw(workflow::clusters_of(deps).addresses(context.call, question));
  return found.empty() ? "" : found.front().url;
}

}  // namespace

void read(EnvOpenRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  if (!args.positionals.empty()) request.component = args.positionals.front();
  request.print_only = args.has("no-browser");
}

Reply handle(Context& context, const EnvOpenRequest& request) {
  const std::string name = chosen_environment(context, request.environment);
  const std::string url = address_of(context, request, name);
  if (url.empty()) {
    throw Error(Reason::no_address,
                {{"what", request.component.empty() ? name : request.component}});
  }
  Outcome out{.kind = "address",
              .body = {{"environment", name},
                       {"component", request.component},
                       {"url", url},
                       {"opened", false}},
              .error = std::nullopt,
              .notes = {}};
  // A server's browser is nobody's.
  if (request.print_only || context.envelope.door != table::Door::terminal) return out;
  const bool opened = open_in_browser(context.call, context.services.system(), url);
  out.body["opened"] = opened;
  if (!opened) out.notes.emplace_back(Reason::browser_missing);
  return out;
}

}  // namespace chatops::command

// `env follow` and `env pin`: how they are read and done. Each is a `deploy` of the choices that it
// stands for.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/env_follow.hpp"

#include "command/answering.hpp"
#include "command/commands/deploy.hpp"
#include "command/commands/env_pin.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/chosen.hpp"
#include "command/handlers/deploying.hpp"
#include "command/run.hpp"
#include "core/selection_rules.hpp"
#include "workflow/artifacts.hpp"
#include "workflow/environments.hpp"

namespace chatops::command {

namespace {

std::vector<std::string> choices_of(const ParsedArgs& args, char mark, const char* shown) {
  const char other = mark == '@' ? '=' : '@';
  for (const std::string& text : args.positionals) {
    const std::size_t at = text.find(mark);
    if (text.find(other) < at || at == 0 || at + 1 == text.size())
      bad(shown, text, mark == '@' ? "NAME, NAME@BRANCH" : "NAME, NAME=VERSION");
  }
  return args.positionals;
}

/// What the environment is to change about one component.
VersionOverride spoken(const std::string& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at != std::string::npos) return version_override(text);
  return {.component = text, .version = {}, .branch = {}, .mode = {}};
}

std::string branch_again(workflow::Dependencies& deps, const core::Environment& environment,
                         const std::string& name) {
  const core::Component& component = workflow::component_named(deps, name);
  const auto choice = environment.desired.selection.components.find(name);
  if (choice == environment.desired.selection.components.end()) return component.branch;
  return core::followed_rule(choice->second, component.branch);
}

std::string version_now(workflow::Dependencies& deps, const core::Environment& environment,
                        const std::string& name) {
  (void)workflow::component_named(deps, name);
  const bool sure = !environment.doubt || !environment.doubt->components.contains(name);
  if (sure && environment.deployed) {
    const auto line = environment.deployed->lines.find(name);
    if (line != environment.deployed->lines.end() && !line->second.version.empty())
      return line->second.version;
  }
  throw Error(Reason::usage_missing_argument, {{"what", name + "=VERSION"}});
}

}  // namespace

void read(EnvFollowRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.components = choices_of(args, '@', "COMPONENT[@BRANCH]");
  request.reason = args.get("reason");
  request.options = deploy_options(args);
}

void read(EnvPinRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  request.components = choices_of(args, '=', "COMPONENT[=VERSION]");
  request.reason = args.get("reason");
  request.until_ms = until_ms(args);
  request.options = deploy_options(args);
}

Reply handle(Context& context, const EnvFollowRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  DeployRequest deploy{.environment = chosen_environment(context, request.environment),
                       .reason = request.reason,
                       .options = request.options};
  const auto now = workflow::show_environment(deps, deploy.environment).environment;
  for (const std::string& text : request.components) {
    VersionOverride one = spoken(text, '@');
    one.mode = "follow";
    if (one.branch.empty()) one.branch = branch_again(deps, now, one.component);
    deploy.overrides.push_back(std::move(one));
  }
  return handle(context, deploy);
}

Reply handle(Context& context, const EnvPinRequest& request) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  DeployRequest deploy{.environment = chosen_environment(context, request.environment),
                       .reason = request.reason,
                       .options = request.options,
                       .until_ms = request.until_ms};
  std::vector<Error> notes;
  look_first(context, deploy.environment, notes);
  const auto now = workflow::show_environment(deps, deploy.environment).environment;
  for (const std::string& text : request.components) {
    VersionOverride one = spoken(text, '=');
    one.mode = "pin";
    if (one.version.empty()) one.version = version_now(deps, now, one.component);
    deploy.overrides.push_back(std::move(one));
  }
  return handle(context, deploy);
}

void take(EnvFollowRequest& request, const Need& need, const Given&) {
  request.options.confirmed = need.card.revision;
}
void take(EnvPinRequest& request, const Need& need, const Given&) {
  request.options.confirmed = need.card.revision;
}

}  // namespace chatops::command

// The environment that a plan is for: its names, class and parameters.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "core/environment_machine.hpp"
#include "core/names.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

using core::EnvironmentState;

std::string chosen_class(const core::Application& application, const std::string& asked,
                         const std::string& before) {
  const std::string name = !asked.empty()    ? asked
                           : !before.empty() ? before
                                             : application.default_class;
  if (name.empty() || application.environment_class(name) != nullptr) return name;
  std::vector<std::string> names;
  names.reserve(application.classes.size());
  for (const auto& one : application.classes) names.push_back(one.name);
  Args args{{"what", name}, {"try", join(names, ", ")}};
  throw Error(Reason::unknown_class, std::move(args));
}

/// `deploy c=V` on a machine that knows nothing of the environment would have to guess the rest.
void refuse_partial(const core::Application& application, const PlanRequest& request) {
  if (request.overrides.empty()) return;
  std::vector<std::string> missing;
  for (const core::Component& component : application.components) {
    const auto named = [&](const Override& asked) { return asked.component == component.name; };
    if (std::none_of(request.overrides.begin(), request.overrides.end(), named)) {
      missing.push_back(component.name);
    }
  }
  if (missing.empty()) return;
  throw Error(Reason::state_incomplete,
              {{"what", join(missing, ", ")}, {"where", request.environment}, {"why", "not_here"}});
}

void give_names(const core::Application& application, const PlanRequest& request,
                core::Environment& environment) {
  if (environment.ns.empty()) {
    const auto names = value_or_throw(core::environment_names(application, environment.name,
                                                              environment.desired.environment_class,
                                                              environment.iteration));
    environment.ns = names.ns;
    environment.domain = names.domain;
  }
  if (!request.ns.empty()) environment.ns = value_or_throw(core::valid_namespace(request.ns));
  if (!request.domain.empty()) {
    environment.domain = value_or_throw(core::valid_domain(request.domain));
  }
}

core::Environment fresh(const core::Application& application, const PlanRequest& request,
                        const Remembered& state, Instant now) {
  if (state.environment) return core::reopened(*state.environment, now);
  core::Environment environment;
  environment.application = application.name;
  environment.name = value_or_throw(core::environment_name(request.environment));
  environment.created_at = now;
  environment.changed_at = now;
  return environment;
}

/// What runs in a cluster would stay there, and nobody would look after it.
void stay_in_cluster(const core::Environment& before, const core::Environment& after) {
  const bool runs = before.deployed || before.doubt;
  if (!runs || before.cluster.empty() || before.cluster == after.cluster) return;
  throw Error(
      Reason::usage_bad_value,
      {{"what", "--class"}, {"value", after.desired.environment_class}, {"why", "other_cluster"}});
}

}  // namespace

Error no_such_environment(const core::Application& application, const std::string& name,
                          const std::vector<std::string>& names) {
  Args args{{"what", name}, {"where", application.name}};
  if (const auto near = did_you_mean(name, names)) args.set("try", *near);
  return Error(Reason::unknown_environment, std::move(args));
}

std::optional<core::Environment> settled_environment(const core::Application& application,
                                                     const PlanRequest& request,
                                                     const Remembered& state, Instant now,
                                                     bool& creates) {
  creates = !state.environment || state.environment->state == EnvironmentState::retired;
  const bool imported = request.from && request.from->environment == request.environment;
  if (creates && !request.create && !imported) {
    if (!state.others) return std::nullopt;
    // A near name is more likely a slip than a new environment.
    Error error = no_such_environment(application, request.environment, *state.others);
    error.args.set("option", "--create");
    if (!error.args.has("try") && !state.environment) refuse_partial(application, request);
    throw error;
  }
  if (!creates && state.environment->state == EnvironmentState::retiring) {
    throw Error(
        Reason::stale_epoch,
        {{"what", request.environment}, {"ending", request.environment}, {"why", "retiring"}});
  }
  core::Environment after = creates ? fresh(application, request, state, now) : *state.environment;
  if (creates) {
    after.created_by = request.actor.name;
    after.created_by_id = request.actor.id;
    if (request.from) {
      after.desired.environment_class = request.from->environment_class;
      if (imported) after.iteration = request.from->iteration;  // else it is another's
      after.desired.parameters = request.from->parameters;
      if (imported) {
        after.ns = request.from->ns;
        after.domain = request.from->domain;
      }
    }
  }
  after.desired.environment_class =
      chosen_class(application, request.environment_class, after.desired.environment_class);
  if (!request.iteration.empty()) after.iteration = request.iteration;
  for (const auto& [name, value] : request.parameters) after.desired.parameters[name] = value;
  give_names(application, request, after);
  after.cluster = core::environment_cluster(application, after);
  if (!creates && !request.force) stay_in_cluster(*state.environment, after);
  return after;
}

}  // namespace chatops::workflow

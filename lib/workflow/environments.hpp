// Environments as things to list, look at, create, choose and take away.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/deployment.hpp"
#include "core/engine.hpp"
#include "core/environment.hpp"
#include "core/proof.hpp"
#include "core/store/deployments.hpp"
#include "core/store/environments.hpp"
#include "core/values.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// One line of a list.
struct EnvironmentLine {
  core::EnvironmentSummary environment;
  std::optional<core::DeploymentSummary> newest;   ///< the newest attempt, whatever became of it
  std::optional<core::DeploymentSummary> running;  ///< as EnvironmentView::running
  std::optional<core::DeploymentSummary> brought;  ///< the one that brought what runs, if recorded
  std::string address;
  std::optional<core::Hold> hold;  ///< that has not run out
};

struct EnvironmentView {
  core::Environment environment;           ///< without a hold that has run out
  std::optional<core::Deployment> newest;  ///< the newest attempt, whatever became of it
  /// The engine has it, or nobody knows whether; `newest` may wait behind it.
  std::optional<core::Deployment> running;
  std::optional<core::Deployment> brought;  ///< the attempt that brought what runs, where recorded
  std::string address;

  EnvironmentLine line() const;
};

/// By name. Retired ones only when asked for.
std::vector<EnvironmentLine> list_environments(Dependencies& deps, bool retired = false);
/// The names of the living ones, sorted.
std::vector<std::string> living_names(Dependencies& deps);
/// unknown_environment, `try` = the nearest name.
EnvironmentView show_environment(Dependencies& deps, const std::string& name);

struct CreateRequest {
  std::string name;
  std::string environment_class;  ///< "" = the default
  std::string iteration;          ///< "" = none; checked with the tracker
  std::string ns, domain;         ///< "" = from the templates
  std::map<std::string, std::string> parameters;
  core::Actor actor;
};
/// Records it; nothing outside is touched until the first deployment. environment_exists,
/// name_invalid, name_collision, unknown_class, unknown_iteration, iteration_over.
core::Environment create_environment(const Call& call, Dependencies& deps,
                                     const CreateRequest& request);

/// What `env delete` would take away.
struct Removal {
  core::Environment environment;
  std::optional<core::Deployment> running;  ///< must end first
  core::Order order;                        ///< that takes it away
  core::Given given;                        ///< what it gives the engine
  bool never_deployed = false;              ///< nothing exists outside: only the record goes
};
/// teardown_missing when something was deployed and the engine is told no way to take it away
/// (`what` = namespace, `try` = how to do it by hand).
Removal plan_removal(const Call& call, Dependencies& deps, const std::string& name);
/// Why remove_environment() would refuse it as things stand (not forced): deployment_running,
/// deployment_unknown. Nothing = it would not.
std::optional<Error> refusal(const Removal& removal);
/// Starts the teardown as a deployment that is followed like any other (deploy.hpp); after its
/// success the environment is retired. `right` must be for "environment/NAME" and its epoch
/// (confirmation_needed). Nothing returned: it was only a record, and is retired now.
std::optional<core::Deployment> remove_environment(const Call& call, Dependencies& deps,
                                                   const Removal& removal,
                                                   const core::RemovalRight& right,
                                                   const std::string& reason, bool force = false);

/// Forgets the environment without asking any engine: it is retired here, with a tombstone as
/// after a teardown, and the history says so (environment_forgotten, `why` = what is left behind).
/// For one whose teardown is gone or fails for ever. unknown_environment (`why` =
/// retired), confirmation_needed as above, deployment_running while something may still end by
/// itself.
core::Deployment forget_environment(const Call& call, Dependencies& deps, const std::string& name,
                                    const core::RemovalRight& right);

/// Sets or ends (nothing) the hold on automatic updates; the environment afterwards.
/// unknown_environment, also for one that is gone.
core::Environment hold_environment(Dependencies& deps, const std::string& name,
                                   std::optional<core::Hold> hold);

/// Newest first. unknown_environment.
std::vector<core::Deployment> history(Dependencies& deps, const std::string& name, int limit);
/// unknown_revision.
core::Deployment revision(Dependencies& deps, const std::string& name, std::int64_t number);

struct ValuesView {
  core::MergedValues delivered;            ///< user layers and component versions
  std::optional<core::MergedValues> seen;  ///< over the chart's own, as its templates see it
  std::string delivered_yaml, seen_yaml;
  std::optional<Error> unseen;  ///< why `seen` is missing
  std::vector<Error> remarks;   ///< on the chart's own values
};
/// The layers as they stand beside chatops.yaml now, with the versions that are deployed.
ValuesView environment_values(const Call& call, Dependencies& deps, const std::string& name);

/// The environment chosen for a checkout ("" = none), and choosing it.
std::string used_environment(Dependencies& deps, const std::string& folder);
void use_environment(Dependencies& deps, const std::string& folder, const std::string& name);

}  // namespace chatops::workflow

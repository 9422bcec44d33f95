// What a deployment would do, worked out before anything is done: selection, exact artifacts,
// chart, values, parameters. Reads outside systems, writes only caches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/bill_rules.hpp"
#include "core/environment.hpp"
#include "core/selection_rules.hpp"
#include "core/value_changes.hpp"
#include "core/values.hpp"
#include "workflow/dependencies.hpp"
#include "workflow/export.hpp"

namespace chatops::workflow {

/// COMPONENT=VERSION or COMPONENT@BRANCH: exactly one of the two is set.
struct Override {
  std::string component;
  std::string version;
  std::string branch;
  core::PinMode mode = core::PinMode::automatic;  ///< automatic = as the request says
};

struct PlanRequest {
  std::string environment;
  std::vector<Override> overrides;
  core::PinMode mode = core::PinMode::automatic;
  std::string chart;                                    ///< a version; "" = by its choice
  core::PinMode chart_mode = core::PinMode::automatic;  ///< automatic = as `mode` says
  std::string environment_class;                        ///< "" = the environment's, or the default
  std::map<std::string, std::string> parameters;        ///< added to the environment's own
  std::string iteration;   ///< tracker's code; "" = the environment's, or none
  std::string ns, domain;  ///< for a new environment; "" = from the templates
  bool create = false;     ///< the environment may be new
  bool force = false;      ///< deploy an equal bill again, or past a lost answer
  int look = 0;            ///< examine at most so many images a component; 0 = as is usual
  core::Actor actor;
  std::string reason;
  std::optional<Instant> until;  ///< pins made by this end then
  std::optional<Export> from;    ///< an imported document: its components and chart, pinned
  /// The plan is for a form: what a person can put right there is told in `Plan::objections` and
  /// not thrown, and the component concerned keeps what runs.
  bool asking = false;
};

struct PlanLine {
  std::string component;
  std::optional<core::BillLine> runs;  ///< nothing = not there yet, or not known
  bool runs_known = true;
  std::optional<core::BillLine> wanted;  ///< what will run; nothing = no artifact yet
  core::Choice before, choice;           ///< `before` equals `choice` for a new component
  core::Change change = core::Change::same;
  std::optional<core::Waiting> waiting;  ///< follows a branch that has no artifact yet
  std::vector<core::Artifact> newer;     ///< known on the followed branch and newer than `wanted`
  bool named = false;                    ///< a person asks for this very version
};

struct PlanChart {
  core::Choice before, choice;
  std::optional<core::ChartVersion> runs;
  core::ChartVersion wanted;
  core::Change change = core::Change::same;
  std::vector<std::string> newer;  ///< versions, newest first
  bool named = false;              ///< as of a PlanLine
};

struct Plan {
  bool creates = false;                     ///< the environment is new, or a retired name again
  std::optional<core::Environment> before;  ///< as stored; nothing = never existed
  core::Environment after;                  ///< as it would be: names, what is desired, waiting
  std::vector<PlanLine> lines;              ///< in the application's order
  PlanChart chart;
  core::Bill bill;
  core::BillDifference difference;  ///< from what runs; its parameters are those that change
  /// Of the values, from what runs and without the components' versions; empty where what runs is
  /// not known, or nobody asked for the plan.
  std::vector<core::ValueChange> value_changes;
  core::MergedValues values;     ///< what is delivered: user layers and versions
  core::Order order;             ///< that carries it out; without its key
  core::Given given;             ///< what the order gives the engine, in the engine's words
  core::ChartSettings settings;  ///< what the engine itself will set in the chart's values
  core::EngineFacts engine;      ///< as it describes itself
  std::string address;           ///< where people open it
  std::vector<Error> warnings;
  std::vector<Error>
      objections;              ///< of a plan for a form: why it could not be carried out as it is
  bool nothing_to_do = false;  ///< equal to what runs, and not forced
  /// What `nothing_to_do` rests on: the deployment of this installation that brought what runs, as
  /// far as it knows. An engine that lists no executions does not tell of those from elsewhere.
  /// Nothing where nobody looks at the plan.
  std::optional<core::Deployment> rests_on = {};
  /// What is desired is another, even when nothing is to be done.
  bool selection_changes = false;
  bool only_waiting = false;  ///< and that is nothing but what the environment waits for
  /// A component without any artifact, in an environment where it does not run either: the
  /// deployment cannot start, only the selection can be remembered.
  std::vector<std::string> lacking;
  /// In this environment, and not finished: the engine has it, or nobody knows whether. What is
  /// planned follows it.
  std::optional<core::Deployment> running;
  std::optional<core::Deployment> queued;  ///< waits to be started: what is planned takes its place
  bool attaches = false;                   ///< the newest of the two has the same bill
  /// Nothing differs from what runs, but this revision, which brought it, did not succeed: it is
  /// deployed again. 0 = no.
  std::int64_t repeats = 0;
  std::int64_t back_to = 0;  ///< the revision that is brought back; 0 = none
  bool force = false;
  core::Actor actor;
  std::string reason;
};

/// Equal texts: the person who saw the one has seen the other. What runs, what will run, how each
/// is chosen and what else changes are in it.
std::string identity_of(const Plan& plan);

/// Throws Error: unknown_environment (without `create`), unknown_component, unknown_version,
/// unknown_branch (wished, without any artifact, and the source host has none of that name),
/// unknown_class, unknown_parameter, name_invalid, name_collision, state_incomplete,
/// artifact_not_pullable, artifact_unknown, chart_not_found, pipeline_*, values_*, stale_epoch, or
/// what an outside system answered. Several mistakes: the first, with the others in `more`.
Plan plan(const Call& call, Dependencies& deps, const PlanRequest& request);

}  // namespace chatops::workflow

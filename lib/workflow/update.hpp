// Environments that keep themselves up to date: what newer artifacts and charts mean to those that
// follow them, and the deployments that are under way, taken up from their rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "workflow/deploy.hpp"
#include "workflow/facts.hpp"
#include "workflow/notices.hpp"

namespace chatops::workflow {

/// What became of one environment.
struct Update {
  std::string environment;
  std::optional<Brought> brought;  ///< by what was committed; nothing = there was nothing to do
  std::optional<Error> why_not;    ///< it would change, and may or can not
  bool held = false;               ///< left as it is, because somebody holds it
};
using UpdateSink = std::function<void(Update)>;
/// What else is written in the transaction of a deployment.
using UpdateNote = std::function<void(core::Tx&, const Brought&)>;

/// Commits a deployment for each of the environments whose selection comes to another artifact or
/// chart than what runs, from one reading of the outside for all. Changes nobody's desired state.
/// Not: those that nobody ever deployed to, that are held, that go away or are gone; a bill that
/// failed the last time; what was set aside; values or a definition that changed alone, unless
/// `definition`. Every environment is told once. Throws when the call ends, and what a port throws.
void update_each(const Call& call, Dependencies& deps, Facts& facts,
                 std::span<const std::string> environments, bool definition, const UpdateSink& sink,
                 const UpdateNote& note = {});

/// The environments that what was built of the component from the branch may concern, by name:
/// those that follow it, or all that stay where the branch is not known ("").
std::vector<std::string> followers_of(Dependencies& deps, const std::string& component,
                                      const std::string& branch);
/// Those among them that wait for a first artifact of the branch.
std::vector<std::string> waiting_for(Dependencies& deps, const std::string& component,
                                     const std::string& branch);
/// What tells the newest artifact of the branch from all others, as the facts have it; nothing =
/// there is none, or it is not known.
std::optional<std::string> newest_in(const Facts& facts, const std::string& component,
                                     const std::string& branch);
/// The same, read where the facts lack it. Throws when the call ends, and what a port throws.
std::optional<std::string> newest_on(const Call& call, Dependencies& deps, Facts& facts,
                                     const std::string& component, const std::string& branch);
/// The branch that the version was built from, by the outside's word; "" = not known. Throws when
/// the call ends, and what a port throws.
std::string branch_of(const Call& call, Dependencies& deps, const std::string& component,
                      const std::string& version);

struct EnvironmentStep {
  std::optional<Millis> again;  ///< look again after this; nothing = when something changes
  /// Deployments of the environment as they stand now, oldest first: whoever shows them is given
  /// the newest one always, so that nothing stays out of date after a crash.
  std::vector<core::Deployment> shown;
  /// How the deployment of the step, the first that is shown, stood before it; nothing = none was
  /// under way.
  std::optional<core::DeploymentStatus> was;
  /// Another environment whose turn has come.
  std::optional<std::string> next;
};
/// One step of what is under way in the environment, if anything is. Throws as advance() does.
EnvironmentStep keep_environment(const Call& call, Dependencies& deps, const std::string& name);

/// The deployment that ended before that one, and those in between that gave way to another or
/// whose end nobody knows, oldest first: they may have come to it when nobody lived to show it, or
/// by another's being wanted.
std::vector<core::Deployment> those_before(Dependencies& deps, const core::Deployment& newest);

}  // namespace chatops::workflow

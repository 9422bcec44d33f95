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

namespace chatops::workflow {

/// What became of one environment.
struct Update {
  std::string environment;
  std::optional<Plan> plan;  ///< that was committed; nothing = there was nothing to do
  std::optional<core::Deployment> deployment;  ///< of the plan
  std::optional<Error> why_not;                ///< it would change, and may or can not
  bool held = false;                           ///< left as it is, because somebody holds it
};
using UpdateSink = std::function<void(Update)>;

/// Commits a deployment for each of the environments whose selection comes to another artifact or
/// chart than what runs, from one reading of the outside for all. Changes nobody's desired state.
/// Not: those that nobody ever deployed to, that are held, that go away or are gone; a bill that
/// failed the last time; what was set aside; values or a definition that changed alone, unless
/// `definition`. Every environment is told once. Throws when the call ends, and what a port throws.
void update_each(const Call& call, Dependencies& deps, Facts& facts,
                 std::span<const std::string> environments, bool definition,
                 const UpdateSink& sink);

/// The environments that a new version of the component may concern, by name: those that follow the
/// branch it was built from, or all that stay where that is not known (`version` "" among them).
/// Asks the outside about that one version. Throws when the call ends, and what a port throws.
std::vector<std::string> concerned_by(const Call& call, Dependencies& deps,
                                      const std::string& component, const std::string& version);

struct EnvironmentStep {
  std::optional<Millis> again;  ///< look again after this; nothing = when something changes
  /// Deployments of the environment as they stand now, oldest first: whoever shows them is given
  /// the newest one always, so that nothing stays out of date after a crash.
  std::vector<core::Deployment> shown;
  /// Another environment whose turn has come.
  std::optional<std::string> next;
};
/// One step of what is under way in the environment, if anything is. Throws as advance() does.
EnvironmentStep keep_environment(const Call& call, Dependencies& deps, const std::string& name);

/// The deployment before that one, and those before it that gave way to another, oldest first: they
/// may have come to their end when nobody lived to show it, or by another's being wanted.
std::vector<core::Deployment> those_before(Dependencies& deps, const core::Deployment& newest);

}  // namespace chatops::workflow

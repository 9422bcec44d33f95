// A deployment as its living card in a chat: read from the rows, so that whoever notices a change
// can tell it. render/notices.hpp describes the body.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster.hpp"
#include "core/notice.hpp"
#include "core/store/outbox.hpp"
#include "workflow/deploy.hpp"

namespace chatops::workflow {

/// What the card tells beside the row.
struct CardFacts {
  std::string iteration, address;
  std::int64_t behind = 0;             ///< revision that runs first; 0 = none
  std::int64_t can_roll_back = 0;      ///< to this revision; 0 = there is none
  std::vector<std::string> set_aside;  ///< "api=main-31": versions that it failed with
  bool several = false;                ///< the group has several applications
};
core::Notice deployment_notice(const core::Deployment& deployment, const CardFacts& facts);

/// "deployment/APPLICATION/ENVIRONMENT/REVISION": the card that all its states share.
std::string card_of(const DeploymentKey& key);
/// How the cards of all the environment's deployments begin.
std::string cards_of(const std::string& application, const std::string& environment);

/// The card as it stands, for the outbox of that group. Nothing = there is no such deployment.
std::optional<core::OutboxItem> deployment_card(Dependencies& deps, const DeploymentKey& key,
                                                const core::GroupRef& group, bool several);

/// What a deployment brings: the lines of its plan that change, without what would be newer still.
struct Brought {
  DeploymentKey deployment;
  std::vector<PlanLine> lines;
  std::optional<PlanChart> chart;
};
Brought brought_by(const Plan& plan, const core::Deployment& deployment);

/// By component: the commit that what it is to run was built from.
using Commits = std::map<std::string, core::Commit>;
/// By repository and commit: what was read once is not read again, for a commit never changes.
using ReadCommits = std::map<std::pair<std::string, std::string>, core::Commit>;
/// Read from the source host where `read` lacks them; without those that are not known.
Commits read_commits(const Call& call, Dependencies& deps, const Brought& brought,
                     ReadCommits& read);

/// What an automatic update brings, a line a component. The commit's subject and the issues that it
/// names, or its branch does, are told where `commits` has it.
core::Notice updated_notice(const Brought& brought, bool several, const Commits& commits);
/// "updated/APPLICATION/ENVIRONMENT/REVISION": it is told at once, and again with its commits.
std::string updated_card(const DeploymentKey& key);

/// What the environment waits for. Nothing any more: all of it has arrived.
core::Notice waiting_notice(const core::EnvironmentSummary& environment, bool several);
/// "waiting/APPLICATION/ENVIRONMENT/GENERATION": the card that changes as builds arrive, until
/// something else is desired.
std::string waiting_card(const core::EnvironmentSummary& environment, std::int64_t generation);
/// A component that its cluster runs otherwise than it was deployed.
struct ComponentDrift {
  std::string component, version;  ///< that was deployed
  core::Drift drift = core::Drift::none;
  std::vector<std::string> images;  ///< that run
};
using Drifts = std::vector<ComponentDrift>;
Drifts drifts_of(const core::Bill& deployed, const core::RunningNamespace& running);
/// None: it runs as it was deployed again.
core::Notice drift_notice(const core::Environment& environment, const Drifts& drifts, bool several);
/// "drift/APPLICATION/ENVIRONMENT/REVISION": of what that revision brought.
std::string drift_card(const core::Environment& environment, std::int64_t revision);
/// The application's definition cannot be read; the one that was read before holds.
core::Notice definition_notice(const std::string& application, const Error& why);

}  // namespace chatops::workflow

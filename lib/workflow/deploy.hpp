// A deployment as stored steps: the intent is committed, the engine is asked once, the answer is
// committed, and any process can take it up from the row alone. Terminal, CI and keepers run the
// same steps.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/deployment.hpp"
#include "workflow/dependencies.hpp"
#include "workflow/plan.hpp"

namespace chatops::workflow {

struct DeploymentKey {
  std::string application, environment;
  std::int64_t revision = 0;
};
DeploymentKey key_of(const core::Deployment& deployment);

enum class EventKind {
  queued,     ///< its turn has not come; `detail` says for whom it waits: deployment_next (another
              ///< of the same environment), pipeline_busy (another environment's)
  started,    ///< the engine took it; `link`
  waiting,    ///< the engine holds it in its own queue
  stage,      ///< `stage` changed
  approval,   ///< a person must decide; `stage.link`
  trouble,    ///< the cluster says what keeps a component from running: `detail`
  warning,    ///< `detail`: stage_failed_ignored, artifact_moved, a read that failed for now …
  lost,       ///< the call's answer was lost: status unknown
  restarted,  ///< cancelled in favour of another environment's; will be started again
  finished    ///< `detail` = why, unless it succeeded
};
std::string_view word_of(EventKind kind);

struct Event {
  EventKind kind = EventKind::queued;
  Instant at{};
  std::optional<core::Stage> stage{};
  std::optional<Error> detail{};
  std::string link{};
};

/// What to tell of the way from one state of the row to another.
std::vector<Event> changes(const core::Deployment& before, const core::Deployment& after,
                           Instant now);

/// What commit did.
struct Committed {
  core::Environment environment;               ///< as stored now
  std::optional<core::Deployment> deployment;  ///< nothing = only what is desired was remembered
  bool attached = false;                       ///< it was there already, with the same bill
};

/// Why commit() would refuse the plan as things stand; nothing = it would not. deployment_unknown
/// (without force), deployment_running (a teardown) and branch_without_artifact as below, or why
/// the credential may not start it.
std::optional<Error> refusal(const Plan& plan);

/// Records the plan: what is desired from now on, and the intent to bring it, in one transaction.
/// While another deployment runs, the intent is queued behind it and takes the place of one that is
/// queued already; so of many wishes the newest is deployed. Throws deployment_unknown (without
/// force), deployment_running for a teardown (`what` = revision, `why` = actor), stale_epoch,
/// state_conflict when something else is desired since the plan, and branch_without_artifact when
/// the plan lacks artifacts.
Committed commit(const Call& call, Dependencies& deps, const Plan& plan);

/// What else is written in the transaction of a commit.
using CommitNote = std::function<void(core::Tx&, const Plan&, const Committed&)>;
/// Records the plans of different environments, in their order, together where nothing keeps one
/// from it: a commit waits for the disk, however much is in it. Errors as above, each for itself.
std::vector<Result<Committed>> commit_each(const Call& call, Dependencies& deps,
                                           std::span<const Plan> plans, const CommitNote& note);

struct Step {
  core::Deployment deployment;  ///< as stored now
  std::vector<Event> events{};
  std::optional<Millis> again{};  ///< call again after this; nothing = finished or unknown
};
/// One step: read, decide, at most one outside effect, record. Never sleeps. Throws stale_epoch
/// deployment_unknown where one before it in the environment was lost, and the store's errors; a
/// failed outside read is an event, not an error.
Step advance(const Call& call, Dependencies& deps, const DeploymentKey& key);

class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void event(const core::Deployment& deployment, const Event& event) = 0;
};

/// Advances until finished or unknown, pausing on the clock, longer after each failed look.
/// Stopped: Interrupted, the row stays as it is. Deadline, or a credential that is refused look
/// after look: Error{deployment_still_running}, `cause` = the reason why looking failed at last.
core::Deployment follow(const Call& call, Dependencies& deps, const DeploymentKey& key,
                        Watcher& watcher);

/// The error that a deployment's outcome means to a waiting command; nothing when it succeeded.
/// `why` = the cause, `what` = the environment, `where` = the engine's page.
std::optional<Error> outcome(const core::Deployment& deployment);

/// Asks the engine to cancel; the row changes when the engine says so. deployment_canceled is the
/// outcome then.
void cancel(const Call& call, Dependencies& deps, const DeploymentKey& key,
            const std::string& reason);

}  // namespace chatops::workflow

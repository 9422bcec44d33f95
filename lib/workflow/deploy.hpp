// A deployment as stored steps: the intent is committed, the engine is asked once, the answer is
// committed, and any process can take it up from the row alone. Terminal, CI and keepers run the
// same steps.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
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
  queued,     ///< waits for its turn; `detail` says for whom (deployment_running) where known
  started,    ///< the engine took it; `link`
  waiting,    ///< the engine holds it in its own queue
  stage,      ///< `stage` changed
  approval,   ///< a person must decide; `stage.link`
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

/// What commit did.
struct Committed {
  core::Environment environment;               ///< as stored now
  std::optional<core::Deployment> deployment;  ///< nothing = only the selection was remembered
  bool attached = false;                       ///< it was running already, with the same bill
};

/// Why commit() would refuse the plan as things stand; nothing = it would not. deployment_running,
/// deployment_unknown (without force) and branch_without_artifact as below, or why the credential
/// may not start it.
std::optional<Error> refusal(const Plan& plan);

/// Records the plan: settings, selection where that applies, and the intent to deploy, in one
/// transaction. Throws deployment_running (`what` = revision, `why` = actor), deployment_unknown
/// (without force), stale_epoch, state_conflict when the environment changed since the plan, and
/// branch_without_artifact when the plan lacks artifacts.
Committed commit(const Call& call, Dependencies& deps, const Plan& plan);

struct Step {
  core::Deployment deployment;  ///< as stored now
  std::vector<Event> events{};
  std::optional<Millis> again{};  ///< call again after this; nothing = finished or unknown
};
/// One step: read, decide, at most one outside effect, record. Never sleeps. Throws stale_epoch
/// and the store's errors; a failed outside read is an event, not an error.
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

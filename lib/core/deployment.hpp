// One attempt to bring an environment to a bill, as a row of stored steps that any process can take
// up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/bill.hpp"
#include "core/selection.hpp"
#include "core/trouble.hpp"

namespace chatops::core {

enum class Origin { chat, cli, ci, automatic };
std::string_view word_of(Origin origin);
std::optional<Origin> origin_of(std::string_view word);

/// The human or CI token behind a command, whichever door it came through.
struct Actor {
  std::string name;  ///< as shown
  Origin origin = Origin::cli;
  /// The same for one person or token whatever they are called meanwhile: its first part says who
  /// vouches for the rest: "coding:12345", "user:lin@host", "ci:jenkins/JOB", "named:lan". "" =
  /// not known (rows from before there were ids).
  std::string id = {};
  bool operator==(const Actor&) const = default;
};

/// intended: about to be started (committed before the call). queued: its turn has not come, in our
/// queue or in the engine's. running: has an execution id. superseded: a newer desired state took
/// its place before it was through. unknown: the call was made and its answer lost; never started
/// again by itself.
enum class DeploymentStatus {
  intended,
  queued,
  running,
  succeeded,
  failed,
  canceled,
  superseded,
  unknown
};
std::string_view word_of(DeploymentStatus status);
std::optional<DeploymentStatus> deployment_status_of(std::string_view word);
/// True when nothing more will happen to it by itself. `unknown` is not finished.
bool finished(DeploymentStatus status);

/// What an attempt that ended left behind, as far as its engine tells.
enum class Effect {
  none,     ///< it touched nothing
  brought,  ///< its bill is there, whatever failed besides
  unknown   ///< it may have changed something, or everything
};
std::string_view word_of(Effect effect);
std::optional<Effect> effect_of(std::string_view word);

enum class StageStatus {
  waiting,
  running,
  approval,
  succeeded,
  failed,
  failed_ignored,
  skipped,
  canceled,
  stopped
};
std::string_view word_of(StageStatus status);
std::optional<StageStatus> stage_status_of(std::string_view word);

struct Stage {
  std::string id, name, type;
  StageStatus status = StageStatus::waiting;
  std::optional<Instant> started_at, ended_at;
  std::string cause;  ///< why it failed, in the engine's words, first line; "" = none
  std::string link;   ///< where a human decides, for an approval; "" = none
  /// What the engine tells of a failed stage beyond its cause, oldest first: at most 20 lines of at
  /// most 400 bytes, as they came.
  std::vector<std::string> log;
  bool operator==(const Stage&) const = default;
};

/// Where an execution is: which engine runs it, at which of its places, and by which id.
struct ExecutionRef {
  std::string engine;
  std::string place;  ///< "" = wherever the engine is configured to be
  std::string id;     ///< "" = there is none yet
  bool empty() const { return id.empty(); }
  bool operator==(const ExecutionRef&) const = default;
};

/// The one engine there was before rows named theirs.
inline constexpr auto first_engine = "coding";

struct Deployment {
  std::string application, environment;
  std::int64_t revision = 0;  ///< 1, 2, 3 … within an environment; given by the store
  std::int64_t epoch = 1;     ///< of the environment it was meant for
  Actor actor;
  std::int64_t back_to = 0;     ///< the revision that a rollback brings back; 0 = no rollback
  bool teardown = false;        ///< takes the environment away instead; its bill is empty
  std::string reason;           ///< as the actor gave it
  std::int64_t generation = 0;  ///< of the desired state that it brings; 0 = none (a teardown)
  Selection selection;          ///< of that state; rollback goes back to it
  Bill bill;
  std::optional<Bill> previous;  ///< what ran when it was started
  DeploymentStatus status = DeploymentStatus::intended;
  std::optional<Effect> effect;  ///< of one that ended, or was lost; nothing before
  std::string engine;            ///< that carries it out
  ExecutionRef execution;        ///< empty until started
  std::int64_t starts = 0;   ///< how often the engine was asked (an execution cancelled for another
                             ///< environment is started again)
  std::string cause;         ///< first line names the cause of failure; "" = none
  std::string cause_reason;  ///< its reason code
  /// The arguments of that reason, where they say more than `cause`.
  std::map<std::string, std::string> cause_args;
  std::vector<Stage> stages;
  /// What kept its components from running when its cluster was looked at last, what is to blame
  /// most first; after a success only of pods and jobs that it made.
  std::vector<Trouble> troubles;
  std::vector<std::string> warnings;  ///< reason codes, such as stage_failed_ignored
  std::string link;                   ///< the engine's page
  std::string queue;                  ///< Order::queue; "" = not recorded
  std::string payload;  ///< canonical text of what the engine is started with, so that any process
                        ///< can start it
  Instant created_at{}, started_at{}, ended_at{};
  std::int64_t version = 0;  ///< for conditional updates; 0 = not stored yet
};

}  // namespace chatops::core

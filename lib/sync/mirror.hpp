// Keeps a directory of a container like one of this machine: the client's end of sync.
//
// Threads: one of its own does all the work (and the session's two move the bytes). Everything
// public may be called from any thread. What is told to listeners is told from one of these three,
// and must not block.
//
// How an edit travels: inotify tells the path at once; the path is looked at, compared with what
// both sides agreed on (plan.hpp) and sent in a batch; the agent applies the batch and acknowledges
// it. While the line is busy further edits of the same path become one. Nothing waits for a timer
// but files that somebody holds open while writing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "sync/ignore.hpp"
#include "sync/session.hpp"
#include "sync/trouble.hpp"

namespace chatops::sync {

struct MirrorOptions {
  std::string root;  ///< the local directory
  /// Remembers what was agreed on over a crash of ours; outside of root. "" = nothing is
  /// remembered: what was deleted here meanwhile then stays in the container.
  std::string state_file = {};
  bool both_ways = false;
  std::vector<std::string> ignore = {}, include = {};  ///< .gitignore syntax; see IgnoreRules
};

struct PathTrouble {
  std::string path;
  Trouble trouble = Trouble::none;
  bool in_container = false;  ///< there, not here
};

struct Conflict {
  std::string path;
  std::string kept;  ///< where the container's copy lies, relative to the directory there
};

struct MirrorStatus {
  bool connected = false;
  bool initial = true;  ///< the first comparison of both sides is not finished
  bool paused = false;
  std::optional<Error> halted;  ///< sync_halted; see Mirror::resume
  std::optional<Error> over;    ///< the session has ended for good
  std::size_t files = 0;        ///< paths that both sides agreed on
  std::size_t waiting = 0;      ///< paths that are looked at next, or on their way
  std::size_t initial_total =
      0;  ///< paths that the first comparison looks at; grows while it scans
  std::uint64_t sent = 0, received = 0;  ///< paths changed there, and here, so far
  std::uint64_t bytes_sent = 0;          ///< of contents, before they were packed
  std::uint64_t skipped = 0;             ///< sockets, devices, pipes
  bool watching =
      true;  ///< false: the kernel's watches are used up; changes are looked for by scans
  std::vector<PathTrouble> troubles;  ///< the first hundred
  std::size_t trouble_count = 0;
  std::vector<Conflict> conflicts;  ///< the last hundred
  std::uint64_t conflict_count = 0;
};

class Mirror {
 public:
  /// Errors: file_unreadable (the directory), state_busy (another client has the state file).
  /// `session` is not yet started; `also`, where given, hears what the session tells after us. All
  /// references outlive the mirror, whose end stops the session.
  static Result<std::unique_ptr<Mirror>> make(Clock& clock, Session& session, MirrorOptions options,
                                              SessionListener* also = nullptr);
  virtual ~Mirror() = default;

  /// Starts the session and the work. Once.
  virtual void start() = 0;
  /// Returns when every change that was made to the directory before this call is in place in the
  /// container; where both ways are synced, what was changed there before is here as well. Errors:
  /// sync_incomplete (some paths are not: `count`, `what` and `why` of the first), sync_halted,
  /// deadline_passed, or why the session is over. Throws Interrupted.
  virtual Result<void> wait(const Call& call) = 0;
  /// Nothing is sent or taken until resume(); changes are remembered.
  virtual void pause() = 0;
  /// Also goes on after a halt, which the user has then seen.
  virtual void resume() = 0;
  virtual MirrorStatus status() const = 0;
  /// Why a path is synced or not. `is_folder`: as it would be looked at.
  virtual IgnoreRules::Verdict explain(const std::string& path, bool is_folder) const = 0;
  /// Told after changes were acknowledged by the agent or applied here. Before start().
  virtual void on_change(std::function<void()> told) = 0;
};

}  // namespace chatops::sync

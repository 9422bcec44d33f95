// The seam between the parts: what OpenAPI and the control API ask of the CD engine and the build
// machine, and how a part that speaks HTTP is mounted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/server.hpp"
#include "world/access.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {

/// Runs pipelines (cd/). Every function throws Refusal where CODING would answer an error.
class CdEngine {
 public:
  virtual ~CdEngine() = default;
  /// Starts or queues an execution and returns its ULID. `trigger` is the parsed TriggerJsonContent
  /// or webhook body; `user` is who asks, where the trigger names nobody.
  virtual std::string trigger(const std::string& application,
                              const std::string& pipeline_name_or_id, Json trigger,
                              const std::string& user) = 0;
  virtual void cancel(const std::string& execution_id, const std::string& reason,
                      const std::string& user) = 0;
  /// Decides a waiting manualJudgment: `decision` is "continue" or "stop"; stage "" = the only one
  /// that waits.
  virtual void judge(const std::string& execution_id, const std::string& stage,
                     const std::string& decision, const std::string& input,
                     const std::string& user) = 0;
};

/// What to build (build/).
struct BuildOrder {
  Id job_id = 0;
  std::string revision;  ///< branch or commit; "" = the depot's default branch
  std::string cause = "API";
  std::string wish;  ///< "" | "fail" | "crash"
  std::vector<Parameter> parameters;
  Id user_id = 0;
};

class BuildMachine {
 public:
  virtual ~BuildMachine() = default;
  /// Records a QUEUED build and starts it on a thread of the machine's; returns its id at once.
  /// Throws Refusal.
  virtual Id start(const BuildOrder& order) = 0;
  virtual void stop(Id build_id) = 0;
  /// Creates artifact records without layers, for benchmarks.
  virtual void fill(int components, int artifacts) = 0;
};

/// How a merge request is merged (git/).
struct MergeOrder {
  std::string depot, source, target, message;  ///< branches, without refs/heads/
  bool squash = false, fast_forward = false, delete_source = false;
  Id user_id = 0;
};

class SourceHost {
 public:
  virtual ~SourceHost() = default;
  /// Compares branches and tags with what the world last saw, remembers them, tells of every push,
  /// and starts a build of every job of the depot for every branch that moved. A commit message
  /// with [fail] or [crash] is the build's wish.
  virtual void look_for_pushes(const std::string& depot, Id user_id) = 0;
  /// Merges and looks for pushes; the target's new commit. Throws Refusal where git cannot.
  virtual std::string merge(const MergeOrder& order) = 0;
};

/// A part that answers HTTP; called on a net::WorkerPool thread, several at once.
class Part {
 public:
  virtual ~Part() = default;
  virtual net::ServerResponse answer(const net::ServerRequest& request) = 0;
};

}  // namespace chatops::sandbox

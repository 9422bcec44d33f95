// The delivering half of the sandbox as one object: registry, charts, git, build machine, CD
// engine, environments.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "world/parts.hpp"

namespace chatops::sandbox {

/// Built over a world that is already seeded (people, depots, jobs, pipelines). World and settings
/// outlive it; `settings.url` must be set before the first request.
class Delivery {
 public:
  Delivery(World& world, const Settings& settings);
  ~Delivery();

  /// First start only: commits, builds, images and charts. Blocks for a few seconds.
  void seed();
  /// Takes up builds and executions that the last run left unfinished. Call once the server
  /// listens.
  void begin();

  Part& registry();
  Part& charts();
  Part& git();
  Part& site();
  CdEngine& cd();
  BuildMachine& builds();
  SourceHost& source();

  /// A commit as if somebody had pushed it: {depot, branch, message?, author? (a user's key),
  /// files? {path: text}, from? (branch to start from when `branch` is new; default the depot's)}.
  /// The commit id back; builds start. Throws Refusal.
  std::string commit(const Json& order);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace chatops::sandbox

// What is to be done about one path: pure, so that every case can be looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sync/entry.hpp"

namespace chatops::sync {

enum class Action {
  none,         ///< both sides are as they were agreed on
  adopt,        ///< both sides are the same, which is agreed on from now on
  push,         ///< the container gets what is here; it keeps what was not expected there
  push_remove,  ///< the same with nothing
  pull,         ///< we get what is in the container, unless something changed here
  pull_remove,
  leave,  ///< only there, and none of our business
};

struct Sides {
  State local, remote;
  State base;  ///< what was agreed on; absent when nothing ever was
  bool both_ways = false;
  /// Somebody in the container did this while the agent looked. Only then does it mean something:
  /// what merely lacks in a new container was not deleted by anybody.
  bool touched = false;
};

/// Local wins: what changed on both sides is pushed.
Action decide(const Sides& sides);

}  // namespace chatops::sync

// The threads that work on keys: a small fixed number. One key is one step within seconds; a step
// never sleeps, it says when it wants to be called again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/call.hpp"
#include "keeper/queue.hpp"

namespace chatops::keeper {

/// One step of work on a key. Throws the error that it fails with, and Interrupted.
using Reconcile = std::function<Verdict(const Call& call, const Key& key)>;

/// Takes one key that is due, if there is one, and works on it: what a lane does, for tests and
/// simulations too. Nothing = none was due. Interrupted passes through; the key is due again.
std::optional<Key> work_once(Queue& queue, const System& system, const Reconcile& reconcile,
                             const std::stop_token& stop, Millis limit);

struct LaneOptions {
  int threads = 2;
  Millis limit{120'000};  ///< deadline of a step
};

/// Begins with the constructor; stops, and waits for the steps that are under way, with the
/// destructor.
class Lanes {
 public:
  /// All outlive it.
  Lanes(Queue& queue, const System& system, Reconcile reconcile, LaneOptions options = {});
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

 private:
  Queue& queue_;
  const System& system_;
  const Reconcile reconcile_;
  std::vector<std::jthread> threads_;
};

}  // namespace chatops::keeper

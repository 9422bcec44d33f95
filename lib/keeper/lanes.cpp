// Taking keys and working on them.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/lanes.hpp"

#include <exception>

namespace chatops::keeper {

namespace {

Verdict step(const Call& call, const Key& key, const Reconcile& reconcile) {
  try {
    return reconcile(call, key);
  } catch (const Error& error) {
    return {.failed = error};
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& defect) {
    return {.failed = Error(Reason::internal_error, {{"why", defect.what()}})};
  }
}

}  // namespace

std::optional<Key> work_once(Queue& queue, const System& system, const Reconcile& reconcile,
                             const std::stop_token& stop, Millis limit) {
  const auto work = queue.take();
  if (!work) return std::nullopt;
  const Call call{.deadline = system.clock.tick() + limit, .stop = stop};
  try {
    queue.finish(*work, step(call, work->key, reconcile));
  } catch (const Interrupted&) {
    queue.finish(*work, {.again = Millis{0}});
    throw;
  }
  return work->key;
}

Lanes::Lanes(Queue& queue, const System& system, Reconcile reconcile, LaneOptions options)
    : queue_(queue), system_(system), reconcile_(std::move(reconcile)) {
  for (int i = 0; i < options.threads; ++i) {
    threads_.emplace_back([this, limit = options.limit](const std::stop_token& stop) {
      try {
        while (queue_.wait(stop)) work_once(queue_, system_, reconcile_, stop, limit);
      } catch (const Interrupted&) {
        return;  // within a step: its key is read anew at the next start
      }
    });
  }
}

Lanes::~Lanes() {
  for (auto& thread : threads_) thread.request_stop();
}

}  // namespace chatops::keeper

// The door's end of the journal: deliveries of many connections become durable in one commit. A
// commit waits for the disk, and a disk does a few hundred a second, whatever is in them; so what
// arrives while one is under way shares the next.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/store.hpp"

namespace chatops::keeper {

struct IntakeLimits {
  std::size_t unanswered = 8192;               ///< deliveries at once
  std::size_t bytes = std::size_t{32} << 20U;  ///< … of their bodies
  std::size_t batch = 1024;                    ///< in one transaction
  /// How long a commit may wait for as many deliveries as there were senders just before: a sender
  /// that was answered sends its next one only then. One that comes alone waits for nobody.
  Millis gather{2};
};

/// Used by any threads. Begins a thread of its own, which alone writes.
class Intake {
 public:
  /// True = kept now, false = it was there already; in both cases it is durable. Else why it is not
  /// kept: disk_full and the store's other errors. Called once, by the writing thread: it hands
  /// over and returns, and throws nothing.
  using Done = std::function<void(const Result<bool>& fresh)>;

  /// `after_commit` is called by the writing thread when something new waits in the journal, after
  /// those who sent it were told. `store` outlives this.
  Intake(core::Store& store, std::function<void()> after_commit, const IntakeLimits& limits = {});
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;
  /// stop()
  ~Intake();

  /// Never waits for the disk. server_busy (`why` = full | stopping): nothing was taken, and `done`
  /// will not be called.
  Result<void> submit(core::Delivery delivery, Done done);
  /// Takes no more, and returns when all that was taken is answered and after_commit was told.
  void stop();

 private:
  struct Waiting {
    core::Delivery delivery;
    Done done;
  };
  using Answers = std::vector<Result<bool>>;

  void run();
  std::vector<Waiting> take();
  Answers keep(std::span<Waiting> batch);
  Answers keep_together(std::span<Waiting> batch);
  void answer(std::span<Waiting> batch, const Answers& answers);

  core::Store& store_;
  const std::function<void()> after_commit_;
  const IntakeLimits limits_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> queue_;
  std::size_t unanswered_ = 0, bytes_ = 0;  ///< of the queue and of the batch under way
  std::size_t expected_ = 1;                ///< of the next batch
  bool stopping_ = false;
  std::thread writer_;
};

/// How long finished deliveries are kept, to look at and to replay.
struct Retention {
  Millis age = std::chrono::hours(24 * 14);
  std::int64_t count = 200'000;
  int step = 500;  ///< in one transaction, so that intake does not wait long
};
/// Forgets what is older, or beyond the count; how many went. Throws what the call and the store
/// do.
std::int64_t forget_deliveries(const Call& call, const Clock& clock, core::Store& store,
                               const Retention& retention);

}  // namespace chatops::keeper

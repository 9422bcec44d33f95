// What a caller of the client waits on: transfers that came back from curl's thread, and reasons to
// look again. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace chatops::net {

class Transfer;

/// One a caller. Everything but wait() is called from any thread.
class Mailbox {
 public:
  struct Ended {
    Transfer* transfer;  ///< the caller's again
    CURLcode code;
  };

  void ended(Transfer& transfer, CURLcode code) {
    const std::lock_guard lock(mutex_);
    ended_.push_back({&transfer, code});
    wake_.notify_one();
  }
  /// Something of a stream came.
  void arrived(Transfer& transfer) {
    const std::lock_guard lock(mutex_);
    arrived_.insert(&transfer);
    wake_.notify_one();
  }
  std::set<Transfer*> take_arrived() {
    const std::lock_guard lock(mutex_);
    return std::exchange(arrived_, {});
  }
  /// Something changed that the caller looks at by itself.
  void nudge() {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
    wake_.notify_one();
  }
  /// What has ended since the last look; waits for that or a nudge, at most `span`.
  std::vector<Ended> wait(Millis span) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, span, [this] { return nudged_ || !ended_.empty() || !arrived_.empty(); });
    nudged_ = false;
    return std::exchange(ended_, {});
  }

 private:
  std::mutex mutex_;  ///< guards all below
  std::condition_variable wake_;
  std::vector<Ended> ended_;
  std::set<Transfer*> arrived_;
  bool nudged_ = false;
};

}  // namespace chatops::net

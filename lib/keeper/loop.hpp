// A thread that does one thing whenever there is news, and looks by itself from time to time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/call.hpp"

namespace chatops::keeper {

/// Stops, and waits for the work that is under way, with the destructor. What the work throws as
/// Error makes it be done again a second later.
class Loop {
 public:
  /// Does what is due, and answers how long it may be left alone if nobody wakes it.
  using Work = std::function<Millis(const Call& call)>;

  explicit Loop(Work work);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// There is news. From any thread.
  void wake();

 private:
  void run(const std::stop_token& stop);

  const Work work_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  bool news_ = false;
  std::jthread thread_;
};

}  // namespace chatops::keeper

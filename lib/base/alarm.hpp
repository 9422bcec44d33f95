// Wakes whoever pauses between two looks, because something was heard of meanwhile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <stop_token>

#include "base/clock.hpp"

namespace chatops {

/// ring() is called from any thread, pause() by one.
class Alarm {
 public:
  enum class Ring {
    none,
    soon,  ///< one of what comes in bursts: a look for each would be many
    now
  };
  void ring(Ring how);
  /// Until `until`, or until it rings: `now` ends it at once, `soon` not before `least` has passed.
  /// What rang since the last pause counts. False = stopped.
  bool pause(Clock& clock, Tick until, Millis least, const std::stop_token& stop);

 private:
  Ring rung();
  bool wait(Clock& clock, Tick until, Ring least, const std::stop_token& stop);

  std::mutex mutex_;  ///< guards all below
  Ring rung_ = Ring::none, awaited_ = Ring::now;
  std::stop_source wake_{std::nostopstate};
};

}  // namespace chatops

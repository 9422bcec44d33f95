// A clock that moves only when a test, or somebody who waits, moves it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"

namespace chatops::test {

class VirtualClock final : public Clock {
 public:
  Instant now() const override { return Instant{wall_}; }
  Tick tick() const override { return Tick{ticks_}; }
  bool pause_until(Tick until, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    if (until > tick()) advance(std::chrono::duration_cast<Millis>(until - tick()));
    return true;
  }
  void advance(Millis span) {
    ticks_ += span;
    wall_ += span;
  }
  /// Somebody sets the wall clock; the monotonic one goes on as before.
  void jump(Millis span) { wall_ += span; }

 private:
  Millis ticks_{1'000'000};
  Millis wall_{1'700'000'000'000};
};

}  // namespace chatops::test

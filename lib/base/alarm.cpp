// A pause of the clock ends when its token is stopped: here by a stop as well as by a ring.
// SPDX-License-Identifier: Apache-2.0
#include "base/alarm.hpp"

#include <algorithm>

namespace chatops {

void Alarm::ring(Ring how) {
  const std::lock_guard lock(mutex_);
  rung_ = std::max(rung_, how);
  if (rung_ >= awaited_) wake_.request_stop();
}

bool Alarm::pause(Clock& clock, Tick until, Millis least, const std::stop_token& stop) {
  const Tick earliest = std::min(until, clock.tick() + least);
  bool goes_on = wait(clock, until, Ring::soon, stop);
  if (goes_on && rung() == Ring::soon) goes_on = wait(clock, earliest, Ring::now, stop);
  const std::lock_guard lock(mutex_);
  rung_ = Ring::none;
  return goes_on;
}

Alarm::Ring Alarm::rung() {
  const std::lock_guard lock(mutex_);
  return rung_;
}

bool Alarm::wait(Clock& clock, Tick until, Ring least, const std::stop_token& stop) {
  std::stop_source wake;
  {
    const std::lock_guard lock(mutex_);
    if (rung_ >= least) return !stop.stop_requested();
    awaited_ = least;
    wake_ = wake;
  }
  const std::stop_callback stopped(stop, [&] { wake.request_stop(); });
  (void)clock.pause_until(until, wake.get_token());
  return !stop.stop_requested();
}

}  // namespace chatops

// A pause that a ring ends: at once, or once a burst.
// SPDX-License-Identifier: Apache-2.0
#include "base/alarm.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "support/fake_system.hpp"

using namespace chatops;
using Ring = Alarm::Ring;

namespace {

constexpr Millis second{1'000}, least{400};

struct Scene {
  Alarm alarm;
  test::FakeClock clock;
  std::stop_source stop;

  /// How long it lasted.
  Millis pause() {
    const Tick began = clock.tick();
    going = alarm.pause(clock, began + second, least, stop.get_token());
    return clock.tick() - began;
  }
  bool going = true;
};

}  // namespace

TEST_CASE("alarm: without a ring a pause lasts as long as it was to") {
  Scene scene;
  CHECK(scene.pause() == second);
  CHECK(scene.going);
}

TEST_CASE("alarm: what rang before the pause counts, once") {
  Scene scene;
  scene.alarm.ring(Ring::soon);
  scene.alarm.ring(Ring::soon);
  CHECK(scene.pause() == least);
  CHECK(scene.pause() == second);
  scene.alarm.ring(Ring::now);
  scene.alarm.ring(Ring::soon);
  CHECK(scene.pause() == Millis(0));
  CHECK(scene.pause() == second);
}

TEST_CASE("alarm: a short pause is not made longer by a ring") {
  Scene scene;
  scene.alarm.ring(Ring::soon);
  const Tick began = scene.clock.tick();
  CHECK(scene.alarm.pause(scene.clock, began + Millis(10), least, {}));
  CHECK(scene.clock.tick() - began == Millis(10));
}

TEST_CASE("alarm: stopped is told, whether it rang or not") {
  Scene scene;
  scene.stop.request_stop();
  CHECK(scene.pause() == Millis(0));
  CHECK_FALSE(scene.going);
  scene.alarm.ring(Ring::now);
  CHECK(scene.pause() == Millis(0));
  CHECK_FALSE(scene.going);
}

TEST_CASE("alarm: a ring and a stop from other threads end a long pause") {
  Alarm alarm;
  SystemClock clock;
  std::stop_source stop;
  {
    const std::jthread ringer([&] { alarm.ring(Ring::now); });
    CHECK(alarm.pause(clock, clock.tick() + Millis(60'000), least, stop.get_token()));
  }
  {
    const std::jthread ringer([&] { alarm.ring(Ring::soon); });
    CHECK(alarm.pause(clock, clock.tick() + Millis(60'000), Millis(0), stop.get_token()));
  }
  const std::jthread stopper([&] { stop.request_stop(); });
  CHECK_FALSE(alarm.pause(clock, clock.tick() + Millis(60'000), least, stop.get_token()));
}

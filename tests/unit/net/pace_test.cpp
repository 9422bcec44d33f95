// Places in any second, told apart from the moments at which calls begin.
// SPDX-License-Identifier: Apache-2.0
#include "net/pace.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using net::Pace;

namespace {

Tick tick_at(std::int64_t millis) { return Tick(Millis(1'000'000 + millis)); }

}  // namespace

TEST_CASE("pace: a place counts on its way and for a window after its answer") {
  Pace pace(3, Millis(1000));
  Tick until = Tick::max();
  CHECK(pace.take("a", 5, tick_at(0), &until) == 3);
  CHECK(pace.take("a", 1, tick_at(5000), &until) == 0);  // still on their way
  CHECK(until > tick_at(5000));
  CHECK(until < tick_at(5100));
  CHECK(pace.take("b", 1, tick_at(5000), &until) == 1);  // another kind has its own
  pace.give_back("a", 2, tick_at(6000));
  // Ticks are cut off to milliseconds: 6000 may be 6000.9, and 7000 be 7000.0.
  CHECK(pace.take("a", 1, tick_at(7000), &until) == 0);
  CHECK(until == tick_at(7001));
  CHECK(pace.take("a", 5, tick_at(7001), &until) == 2);
}

TEST_CASE("pace: patience that was asked for holds one kind") {
  Pace pace(3, Millis(1000));
  Tick until = Tick::max();
  pace.hold("a", tick_at(500));
  pace.hold("a", tick_at(200));  // a shorter one takes nothing back
  CHECK(pace.take("a", 1, tick_at(499), &until) == 0);
  CHECK(until == tick_at(500));
  CHECK(pace.take("a", 1, tick_at(500), &until) == 1);
  CHECK(pace.take("b", 1, tick_at(0), &until) == 1);
}

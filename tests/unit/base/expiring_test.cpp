// What is remembered is forgotten in time.
// SPDX-License-Identifier: Apache-2.0
#include "base/expiring.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/virtual_clock.hpp"

using namespace chatops;

TEST_CASE("expiring: a value is there for its life, counted from when it was put") {
  test::VirtualClock clock;
  Expiring<std::string, int> remembered(clock, Millis(1000));
  CHECK_FALSE(remembered.get("a"));
  remembered.put("a", 1);
  clock.advance(Millis(999));
  CHECK(remembered.get("a") == 1);
  remembered.put("b", 2);
  clock.advance(Millis(1));
  CHECK_FALSE(remembered.get("a"));
  CHECK(remembered.get("b") == 2);
  clock.jump(Millis(1'000'000));  // the wall clock does not count
  CHECK(remembered.get("b") == 2);
  remembered.put("b", 3);
  clock.advance(Millis(999));
  CHECK(remembered.get("b") == 3);
}

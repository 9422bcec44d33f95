// The table is run whole, whatever a check does.
// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor.hpp"

#include <doctest/doctest.h>

using namespace chatops;

TEST_CASE("doctor: findings stand in the order of the table, and a failing check is one of them") {
  Workers workers(2);
  const doctor::Check table[] = {
      {"a", [](const Call&) { return Findings{Finding::fine("1"), Finding::fine("2")}; }},
      {"b", [](const Call&) -> Findings { throw Error(Reason::unreachable); }},
      {"c", [](const Call&) { return Findings{}; }},
      {"d", [](const Call&) { return Findings{Finding::problem("3", Error(Reason::refused))}; }},
  };
  const Findings found = doctor::diagnose({}, workers, table);
  REQUIRE(found.size() == 4);
  CHECK(found[0].check == "a");
  CHECK(found[1].what == "2");
  CHECK(found[2].check == "b");
  CHECK(found[2].health == Health::unknown);
  CHECK(found[2].why->reason == Reason::unreachable);
  CHECK(found[3].check == "d");
}

TEST_CASE("doctor: a stop ends it") {
  Workers workers(1);
  const doctor::Check table[] = {{"a", [](const Call&) -> Findings { throw Interrupted{}; }}};
  CHECK_THROWS_AS((void)doctor::diagnose({}, workers, table), Interrupted);
}

// Randomness, identifiers, environment variables, secrets.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "base/secret.hpp"
#include "base/system.hpp"

using namespace chatops;

TEST_CASE("random: a seed repeats, the kernel does not") {
  SeededRandom a(7), b(7);
  for (int i = 0; i < 100; ++i) CHECK(a.next() == b.next());
  SystemRandom system;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100; ++i) seen.insert(system.next());
  CHECK(seen.size() == 100);
  for (int i = 0; i < 1000; ++i) {
    const double unit = a.unit();
    CHECK((unit >= 0.0 && unit < 1.0));
  }
}

TEST_CASE("ulid: sorts by time, and the time is the specification's") {
  SeededRandom random(1);
  // From the specification's text: 01ARYZ6S41 is the time 1469918176385.
  CHECK(make_ulid(Instant(Millis(1469918176385)), random).substr(0, 10) == "01ARYZ6S41");
  const auto early = make_ulid(Instant(Millis(1000)), random);
  const auto late = make_ulid(Instant(Millis(1001)), random);
  CHECK(early.size() == 26);
  CHECK(early < late);
  CHECK(early.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos);
}

TEST_CASE("variables: empty is unset") {
  const MapVariables variables({{"A", "1"}, {"B", ""}});
  CHECK(variables.get("A") == "1");
  CHECK_FALSE(variables.get("B"));
  CHECK_FALSE(variables.get("C"));
}

TEST_CASE("secret: says what it holds only when asked") {
  const Secret secret("s3cret");
  CHECK(secret.reveal() == "s3cret");
  CHECK(Secret(secret).reveal() == "s3cret");
  CHECK(Secret().empty());
}

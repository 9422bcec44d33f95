// Histories of deployments; played.hpp tells how many.
// SPDX-License-Identifier: Apache-2.0
#include "sim/played.hpp"
#include "sim/simulation.hpp"

using namespace chatops::test;

namespace {

/// Seeds that failed once, kept for good.
constexpr std::uint64_t remembered[] = {1020, 1056, 1074, 1307, 2347, 20220};

}  // namespace

TEST_CASE("histories that failed once") {
  for (const std::uint64_t seed : remembered) {
    CAPTURE(seed);
    CHECK(played<Simulation>(seed, 120) == "");
  }
}

TEST_CASE("many histories") { play_many<Simulation>(200, 80); }

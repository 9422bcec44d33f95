// Histories of the keepers; played.hpp tells how many.
// SPDX-License-Identifier: Apache-2.0
#include "sim/keepers/history.hpp"
#include "sim/played.hpp"

using namespace chatops::test;

namespace {

/// Seeds that failed once, kept for good.
constexpr std::uint64_t remembered[] = {1003, 1347, 1909, 2013};

}  // namespace

TEST_CASE("histories of the keepers that failed once") {
  for (const std::uint64_t seed : remembered) {
    CAPTURE(seed);
    CHECK(played<KeeperHistory>(seed, 150) == "");
  }
}

TEST_CASE("many histories of the keepers") { play_many<KeeperHistory>(500, 150); }

// Runs as many histories as CHATOPS_SIM_SEEDS says, from CHATOPS_SIM_FIRST on; prints the seed and
// the trace of the first that breaks a rule.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>

#include "sim/keepers/history.hpp"

using namespace chatops;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// What went wrong; "" = nothing.
std::string played(std::uint64_t seed, int steps) {
  test::KeeperHistory history(seed);
  std::string out;
  try {
    history.run(steps);
  } catch (const std::logic_error& violated) {
    out = violated.what();
  } catch (const Error& error) {
    out = std::string(code_of(error.reason)) + " " + std::string(error.args.get("what"));
  }
  if (out.empty()) return out;
  std::cerr << "seed " << seed << "\n";
  for (const auto& line : history.trace()) std::cerr << line << "\n";
  return out;
}

/// Seeds that failed once, kept for good.
constexpr std::uint64_t remembered[] = {1003, 2013};

}  // namespace

TEST_CASE("histories of the keepers that failed once") {
  for (const std::uint64_t seed : remembered) {
    CAPTURE(seed);
    CHECK(played(seed, 150) == "");
  }
}

TEST_CASE("many histories of the keepers") {
  const auto first = number_from("CHATOPS_SIM_FIRST", 1000);
  const auto count = number_from("CHATOPS_SIM_SEEDS", 500);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    CAPTURE(seed);
    REQUIRE(played(seed, 150) == "");
  }
}

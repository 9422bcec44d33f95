// Plays seeded histories: of whatever can run() so many steps and tells its trace(). What breaks a
// rule is printed with its seed, so that it can be played again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

#include "base/error.hpp"

namespace chatops::test {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// What went wrong; "" = nothing.
template <class History>
std::string played(std::uint64_t seed, int steps) {
  History history(seed);
  std::string out;
  try {
    history.run(steps);
    return out;
  } catch (const std::logic_error& violated) {
    out = violated.what();
  } catch (const Error& error) {
    out = std::string(code_of(error.reason)) + " " + std::string(error.args.get("what"));
  }
  std::cerr << "seed " << seed << "\n";
  for (const auto& line : history.trace()) std::cerr << line << "\n";
  return out;
}

/// As many as CHATOPS_SIM_SEEDS says (else `count`), from CHATOPS_SIM_FIRST on, up to the first
/// that breaks a rule.
template <class History>
void play_many(std::uint64_t count, int steps) {
  const std::uint64_t first = number_from("CHATOPS_SIM_FIRST", 1000);
  const std::uint64_t end = first + number_from("CHATOPS_SIM_SEEDS", count);
  for (std::uint64_t seed = first; seed < end; ++seed) {
    CAPTURE(seed);
    REQUIRE(played<History>(seed, steps) == "");
  }
}

}  // namespace chatops::test

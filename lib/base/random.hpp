// Randomness comes in by reference, so that a test with a seed is the same every time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <string>

#include "base/clock.hpp"

namespace chatops {

/// Used from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
};

/// The kernel's randomness (getrandom).
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;
};

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t next() override {
    const std::lock_guard lock(mutex_);
    return engine_();
  }
  void start_over(std::uint64_t seed) {
    const std::lock_guard lock(mutex_);
    engine_.seed(seed);
  }

 private:
  std::mutex mutex_;  ///< guards engine_
  std::mt19937_64 engine_;
};

/// 26 characters, Crockford base 32: 48 bits of time, 80 of randomness. Sorts by time.
/// https://github.com/ulid/spec
std::string make_ulid(Instant now, Random& random);

}  // namespace chatops

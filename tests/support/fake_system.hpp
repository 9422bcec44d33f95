// A machine for tests: time that passes only when somebody waits, randomness from a seed, variables
// from a map, and no programs but those a test hands in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "base/system.hpp"

namespace chatops::test {

/// Waiting moves both clocks on at once; `waited` sums it up.
class FakeClock final : public Clock {
 public:
  Instant now() const override { return Instant(std::chrono::hours(24 * 365 * 55)) + passed_; }
  Tick tick() const override { return Tick(Millis(1'000'000)) + passed_; }
  bool pause_until(Tick until, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    if (until > tick()) {
      waited += until - tick();
      passed_ += until - tick();
    }
    return true;
  }
  void pass(Millis time) { passed_ += time; }

  Millis waited{0};

 private:
  Millis passed_{0};
};

/// Runs `program` in place of any program; without one every program is missing.
class FakeSpawner final : public Spawner {
 public:
  Result<Finished> run(const Call&, const Command& command) override {
    if (!program) return failure(Reason::program_missing, {{"what", command.argv.front()}});
    return program(command);
  }

  std::function<Result<Finished>(const Command&)> program;
};

struct FakeSystem {
  FakeSystem() = default;
  explicit FakeSystem(std::initializer_list<std::pair<const std::string, std::string>> values)
      : variables(values) {}
  FakeSystem(const FakeSystem&) = delete;  // `system` refers into it
  FakeSystem& operator=(const FakeSystem&) = delete;

  FakeClock clock;
  SeededRandom random{1};
  MapVariables variables{{}};
  FakeSpawner spawner;
  System system{clock, random, variables, spawner};
};

}  // namespace chatops::test

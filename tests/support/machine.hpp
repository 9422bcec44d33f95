// The machine as it is, for tests that speak to real servers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/system.hpp"
#include "net/client.hpp"

namespace chatops::test {

/// With one HTTP client.
struct Machine {
  SystemClock clock;
  SystemRandom random;
  SystemVariables variables;
  SystemSpawner spawner;
  System system{clock, random, variables, spawner};
  std::unique_ptr<net::Client> http = net::make_client(system, {.user_agent = "chatops-test"});

  /// No test may hang: everything is over within this.
  Call soon() const { return {.deadline = clock.tick() + Millis(60'000)}; }
};

}  // namespace chatops::test

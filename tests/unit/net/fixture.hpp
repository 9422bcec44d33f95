// A client with a seed, quick retries and no environment but what the test gives it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "net/client.hpp"
#include "unit/net/raw_server.hpp"

namespace chatops::net::testing {

inline Tick in(Millis span) { return SystemClock{}.tick() + span; }
/// No test of this room may hang: everything is over within this.
inline Call soon() { return {.deadline = in(Millis(20'000))}; }

struct Fixture {
  SystemClock clock;
  SeededRandom random{1};
  MapVariables variables;
  SystemSpawner spawner;
  ClientOptions options;
  std::unique_ptr<Http> http;

  explicit Fixture(std::map<std::string, std::string, std::less<>> environment = {},
                   const ClientOptions& more = {})
      : variables(std::move(environment)), options(more) {
    options.user_agent = "chatops-test";
    options.retry.base = Millis(10);
    options.retry.least_retry_after = Millis(1);
    http = make_client({clock, random, variables, spawner}, options);
  }
  Known<Response> get(const std::string& url) const {
    return http->perform_one(soon(), {.url = url, .system = "test.get"});
  }
};

}  // namespace chatops::net::testing

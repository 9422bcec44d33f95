// The rules of trying again, as a table; Retry-After; the bucket of tokens.
// SPDX-License-Identifier: Apache-2.0
#include "net/retry.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <string>

#include "net/token_bucket.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace std::chrono_literals;

namespace {
constexpr RetryPolicy plain{.attempts = 4, .base = 200ms, .cap = 1000ms, .jitter = 0};
}

TEST_CASE("retry: who gets another try") {
  struct Row {
    const char* name;
    Attempt attempt;
    bool again;
  };
  const auto rows = std::to_array<Row>({
      {"success", {.status = 200}, false},
      {"not found", {.status = 404}, false},
      {"unauthorized", {.status = 401}, false},
      {"429", {.status = 429, .idempotent = false}, true},
      {"503", {.status = 503, .idempotent = false}, true},
      {"500", {.status = 500}, true},
      {"500, not idempotent", {.status = 500, .idempotent = false}, false},
      {"501", {.status = 501}, false},
      {"502", {.status = 502}, true},
      {"504", {.status = 504}, true},
      {"504, not idempotent", {.status = 504, .idempotent = false}, false},
      {"cut", {.failure = Reason::answer_cut}, true},
      {"cut, not idempotent", {.failure = Reason::answer_cut, .idempotent = false}, false},
      {"late, not idempotent", {.failure = Reason::answer_timeout, .idempotent = false}, false},
      {"unreachable, never sent",
       {.failure = Reason::unreachable, .idempotent = false, .sent = false},
       true},
      {"too large", {.failure = Reason::answer_too_large}, false},
      {"no trust", {.failure = Reason::tls_failed}, false},
      {"deadline", {.failure = Reason::deadline_passed}, false},
      {"last attempt", {.number = 4, .status = 503}, false},
  });
  for (const auto& row : rows)
    CHECK_MESSAGE(retry_wait(plain, row.attempt, 0.5).has_value() == row.again,
                  std::string(row.name));
}

TEST_CASE("retry: waits double up to the cap, and jitter only shortens") {
  auto policy = plain;
  policy.attempts = 100;
  CHECK(retry_wait(policy, {.number = 1, .status = 503}, 0) == 200ms);
  CHECK(retry_wait(policy, {.number = 2, .status = 503}, 0) == 400ms);
  CHECK(retry_wait(policy, {.number = 3, .status = 503}, 0) == 800ms);
  CHECK(retry_wait(policy, {.number = 99, .status = 503}, 0) == 1000ms);
  policy.jitter = 0.5;
  CHECK(retry_wait(policy, {.number = 1, .status = 503}, 0.0) == 200ms);
  CHECK(retry_wait(policy, {.number = 1, .status = 503}, 0.999) == 100ms);
}

TEST_CASE("retry: the server's wish is a least, a tiny one is raised, a huge one ends it") {
  CHECK(retry_wait(plain, {.status = 429, .retry_after = 5s}, 0) == 5000ms);
  CHECK(retry_wait(plain, {.status = 429, .retry_after = 0s}, 0) == 250ms);
  CHECK(retry_wait(plain, {.status = 429, .retry_after = 60s}, 0) == 60s);
  CHECK_FALSE(retry_wait(plain, {.status = 429, .retry_after = 61s}, 0));
}

TEST_CASE("retry: Retry-After as servers write it") {
  const Instant now = *from_rfc3339("2015-10-21T07:27:00Z");
  struct Row {
    const char* text;
    std::optional<Millis> wait;
  };
  const auto rows = std::to_array<Row>({
      {"120", 120s},
      {" 2 ", 2s},
      {"0", 0s},
      {"0.0015", 1ms},
      {"99999999", 1h},
      {"Wed, 21 Oct 2015 07:28:00 GMT", 60s},
      {"Wed, 21 Oct 2015 07:26:00 GMT", 0s},
      {"Fri, 31 Dec 9999 23:59:59 GMT", 1h},
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"nan", std::nullopt},
      {"inf", std::nullopt},
      {"soon", std::nullopt},
      {"10 apples", std::nullopt},
  });
  for (const auto& row : rows)
    CHECK_MESSAGE((parse_retry_after(row.text, now) == row.wait), std::string(row.text));
}

TEST_CASE("token bucket: a burst, then the rate; time going back changes nothing") {
  const Tick start{10s};
  TokenBucket bucket(10, 2);
  CHECK(bucket.take(start) == start);
  CHECK(bucket.take(start) == start);
  CHECK(bucket.take(start) == start + 100ms);
  CHECK(bucket.take(start) == start + 200ms);
  CHECK(bucket.take(start - 5s) == start - 5s + 300ms);
  CHECK(bucket.take(start + 10s) == start + 10s);
  TokenBucket free(0, 0);
  for (int i = 0; i < 1000; ++i) CHECK(free.take(start) == start);
}

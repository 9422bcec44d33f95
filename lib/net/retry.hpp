// When to try again, as a pure function: what happened in, how long to wait out. No clock, no
// network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace chatops::net {

struct RetryPolicy {
  int attempts = 4;  ///< in all, the first one included
  Millis base{200};  ///< before the second attempt; doubles each time
  Millis cap{10000};
  Millis least_retry_after{250};   ///< a server's odd tiny Retry-After is raised to this
  Millis most_retry_after{60000};  ///< who is asked to wait longer gets the answer instead
  double jitter = 0.5;             ///< share of the wait that is random; 0 in tests
};

/// What one attempt came to.
struct Attempt {
  int number = 1;                     ///< 1 = the first
  int status = 0;                     ///< HTTP status; 0 = no answer
  std::optional<Reason> failure;      ///< set when there was no answer
  std::optional<Millis> retry_after;  ///< as the server asked, already a duration
  bool idempotent = true;
  bool sent = true;  ///< false when the request certainly never reached the server
};

/// How long to wait before the next attempt, or nothing when there must be none.
/// Retried: 429 and 503 (also for requests that are not idempotent: they were refused, not obeyed);
/// 500, 502, 504, unreachable, answer_timeout and answer_cut for idempotent requests, or when never
/// sent. `unit` is a random number in [0, 1).
std::optional<Millis> retry_wait(const RetryPolicy& policy, const Attempt& attempt, double unit);

/// Retry-After as seconds, fraction of a second or HTTP date; nothing when absent or nonsense,
/// capped at an hour.
std::optional<Millis> parse_retry_after(std::string_view value, Instant now);

}  // namespace chatops::net

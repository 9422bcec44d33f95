// Time comes in by reference, so that tests decide what time it is and nobody sleeps in a test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace chatops {

using Millis = std::chrono::milliseconds;
/// A moment on the wall clock, in UTC, to the millisecond. May jump; never used to measure how long
/// something took.
using Instant = std::chrono::sys_time<Millis>;
/// A moment on the monotonic clock; deadlines are of this kind.
using Tick = std::chrono::time_point<std::chrono::steady_clock, Millis>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual Tick tick() const = 0;
  /// Waits until `until` or until `stop` is requested, whichever is first. Returns false when it
  /// was stopped.
  virtual bool pause_until(Tick until, const std::stop_token& stop) = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  Tick tick() const override;
  bool pause_until(Tick until, const std::stop_token& stop) override;
};

/// "2026-11-24T07:05:57Z" (RFC 3339, UTC, whole seconds; milliseconds only where `millis`).
std::string to_rfc3339(Instant when, bool millis = false);
/// Reads RFC 3339 with any offset and any fraction; nothing when it is none.
std::optional<Instant> from_rfc3339(std::string_view text);
/// "3m", "2h", "5d": one unit, rounded down, for tables.
std::string age(Millis span);
/// How long something took, to the second: "8s", "1m05s", "2h03m".
std::string elapsed(Millis span);
/// "90s", "10m", "1h30m", "500ms"; a bare number is refused because its unit would be a guess.
std::optional<Millis> parse_duration(std::string_view text);

}  // namespace chatops

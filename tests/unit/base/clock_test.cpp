// Moments and spans as text, both ways.
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <stop_token>
#include <thread>

using namespace chatops;
using namespace std::chrono_literals;

TEST_CASE("clock: RFC 3339 is read in every spelling and written in one") {
  struct Row {
    const char *text, *written;
  };
  static constexpr auto rows = std::to_array<Row>({
      {"2026-11-24T07:05:57Z", "2026-11-24T07:05:57.000Z"},
      {"2026-11-24t07:05:57z", "2026-11-24T07:05:57.000Z"},
      {"2026-11-24 07:05:57Z", "2026-11-24T07:05:57.000Z"},
      {"2026-11-24T15:05:57+08:00", "2026-11-24T07:05:57.000Z"},
      {"2026-11-24T15:05:57+0800", "2026-11-24T07:05:57.000Z"},
      {"2026-11-23T23:35:57.5-07:30", "2026-11-24T07:05:57.500Z"},
      {"2026-11-24T07:05:57.123456789Z", "2026-11-24T07:05:57.123Z"},
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"},
      {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z"},
  });
  for (const auto& row : rows) {
    const auto when = from_rfc3339(row.text);
    REQUIRE_MESSAGE(when, row.text);
    CHECK_MESSAGE(to_rfc3339(*when, true) == row.written, row.text);
  }
  CHECK(to_rfc3339(*from_rfc3339("2026-11-24T07:05:57.9Z")) == "2026-11-24T07:05:57Z");
}

TEST_CASE("clock: what is no moment") {
  for (const auto* bad :
       {"", "2026", "2026-11-24", "2026-11-24T07:05:57", "2026-13-24T07:05:57Z",
        "2025-02-29T07:05:57Z", "2026-11-24T24:05:57Z", "2026-11-24T07:60:57Z",
        "2026-11-24T07:05:57+8:00", "2026-11-24T07:05:57Zx", "2026-11-24T07:05:57.Z1",
        "0000-00-00T00:00:00Z", "２026-11-24T07:05:57Z"})
    CHECK_MESSAGE(!from_rfc3339(bad), bad);
}

TEST_CASE("clock: durations have units") {
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("500ms") == 500ms);
  CHECK(parse_duration("2d") == 48h);
  CHECK(parse_duration("0s") == 0s);
  for (const auto* bad : {"", "10", "s", "-5s", "5x", "1h30", "1.5h", " 5s", "5 s", "99999999999d",
                          "9223372036854775807h", "367d"})
    CHECK_MESSAGE(!parse_duration(bad), bad);
}

TEST_CASE("clock: ages are one unit, rounded down") {
  CHECK(age(59s) == "59s");
  CHECK(age(119s) == "1m");
  CHECK(age(47h + 59min) == "47h");
  CHECK(age(49h) == "2d");
  CHECK(age(-5s) == "0s");
}

TEST_CASE("clock: a pause ends at a stop that came before") {
  SystemClock clock;
  std::stop_source source;
  source.request_stop();
  CHECK_FALSE(clock.pause_until(clock.tick() + 1h, source.get_token()));
  CHECK_FALSE(clock.pause_until(Tick::max(), source.get_token()));
  CHECK(clock.pause_until(Tick::min(), std::stop_token{}));
  CHECK(clock.pause_until(clock.tick() - 1s, std::stop_token{}));
}

TEST_CASE("a pause without an end ends when it is stopped") {
  SystemClock clock;
  std::stop_source source;
  std::jthread stops([&](const std::stop_token&) {
    std::this_thread::sleep_for(Millis(20));
    source.request_stop();
  });
  CHECK_FALSE(clock.pause_until(Tick::max(), source.get_token()));
}

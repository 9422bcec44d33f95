// The machine's clocks, and moments and spans as text.
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <fmt/core.h>

#include <charconv>
#include <condition_variable>
#include <mutex>

#include "base/span_text.hpp"

namespace chatops {
namespace {

using std::chrono::duration_cast;

/// Reads exactly `count` digits at `at`; nothing when there are other characters.
std::optional<int> number_at(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// "Z", "+08:00" or "-0330" as minutes east of UTC.
std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const size_t minute_at = text[3] == ':' ? 4 : 3;
  const auto hours = number_at(text, 1, 2);
  const auto minutes = number_at(text, minute_at, 2);
  if (!hours || !minutes || text.size() != minute_at + 2 || *hours > 23 || *minutes > 59)
    return std::nullopt;
  return (*hours * 60 + *minutes) * (text[0] == '-' ? -1 : 1);
}

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

Tick SystemClock::tick() const {
  return std::chrono::time_point_cast<Millis>(std::chrono::steady_clock::now());
}

bool SystemClock::pause_until(Tick until, const std::stop_token& stop) {
  // The library waits in nanoseconds, which end 292 years after the machine's start; ticks go on.
  constexpr std::chrono::hours at_a_time{24};
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  for (Tick now = tick(); now < until && !stop.stop_requested(); now = tick()) {
    const Tick next = until - now > at_a_time ? now + at_a_time : until;
    wake.wait_until(lock, stop, next, [] { return false; });
  }
  return !stop.stop_requested();
}

std::string to_rfc3339(Instant when, bool millis) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(when - day);
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                          time.hours().count(), time.minutes().count(), time.seconds().count());
  if (millis) text += fmt::format(".{:03}", time.subseconds().count());
  return text + "Z";
}

std::optional<Instant> from_rfc3339(std::string_view text) {
  const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2),
             day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2), minute = number_at(text, 14, 2),
             second = number_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto date = std::chrono::year(*year) / *month / *day;
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

  size_t at = 19;
  Millis fraction{0};
  if (at < text.size() && text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      fraction += Millis(static_cast<std::int64_t>(text[at] - '0') * scale);
  }
  const auto offset = offset_minutes(text.substr(at));
  if (!offset) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute - *offset) + std::chrono::seconds(*second) + fraction;
}

std::string age(Millis span) {
  return age_of_seconds(duration_cast<std::chrono::seconds>(span).count());
}

std::string elapsed(Millis span) {
  return elapsed_seconds(duration_cast<std::chrono::seconds>(span).count());
}

std::optional<Millis> parse_duration(std::string_view text) {
  constexpr std::int64_t most = 366LL * 86400 * 1000;
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (bad != std::errc{} || count < 0 || count > most) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    const auto unit = text.substr(0, text.find_first_of("0123456789"));
    std::int64_t scale = 0;
    if (unit == "ms")
      scale = 1;
    else if (unit == "s")
      scale = 1000;
    else if (unit == "m")
      scale = 60'000;
    else if (unit == "h")
      scale = 3'600'000;
    else if (unit == "d")
      scale = 86'400'000;
    else
      return std::nullopt;
    total += count > most / scale ? most + 1 : count * scale;
    if (total > most) return std::nullopt;
    text.remove_prefix(unit.size());
  }
  return Millis(total);
}

}  // namespace chatops

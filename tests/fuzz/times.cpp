// Any text as Retry-After, as a moment and as a duration: nothing, or a value within its bounds.
// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "base/clock.hpp"
#include "net/retry.hpp"
#include "target.hpp"

using namespace chatops;

FUZZ_TARGET(times) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Instant now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);
  if (const auto wait = net::parse_retry_after(text, now))
    require(*wait >= Millis(0) && *wait <= std::chrono::hours(1));
  if (const auto span = parse_duration(text))
    require(*span >= Millis(0) && *span <= std::chrono::hours(366 * 24));
  if (const auto when = from_rfc3339(text)) {
    const auto written = to_rfc3339(*when, true);
    // An offset may lead out of the four digits of a year.
    if (written.size() == 24) require(from_rfc3339(written) == when);
  }
  return 0;
}

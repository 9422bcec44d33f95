// Spans of time in words, for whoever shows one: the front too, so that nothing but the standard
// library stands here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace chatops {

/// How long ago: "8s", "59m", "47h", "3d". Below 0 counts as 0.
inline std::string age_of_seconds(std::int64_t seconds) {
  const std::int64_t span = std::max<std::int64_t>(seconds, 0);
  if (span < 60) return std::to_string(span) + "s";
  if (span < 3600) return std::to_string(span / 60) + "m";
  if (span < std::int64_t{48} * 3600) return std::to_string(span / 3600) + "h";
  return std::to_string(span / 86400) + "d";
}

/// How long it took, to the second: "8s", "1m05s", "2h03m". Below 0 counts as 0.
inline std::string elapsed_seconds(std::int64_t seconds) {
  const std::int64_t span = std::max<std::int64_t>(seconds, 0);
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (span < 60) return std::to_string(span) + "s";
  if (span < 3600) return std::to_string(span / 60) + "m" + two(span % 60) + "s";
  return std::to_string(span / 3600) + "h" + two(span / 60 % 60) + "m";
}

}  // namespace chatops

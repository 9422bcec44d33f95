// The retry rules of net/retry.hpp, and Retry-After as servers write it.
// SPDX-License-Identifier: Apache-2.0
#include "net/retry.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace chatops::net {
namespace {

bool passing(const Attempt& attempt) {
  if (attempt.status == 429 || attempt.status == 503) return true;
  const bool may_repeat = attempt.idempotent || !attempt.sent;
  if (attempt.status != 0)
    return may_repeat && (attempt.status == 500 || attempt.status == 502 || attempt.status == 504);
  return may_repeat && attempt.failure &&
         (*attempt.failure == Reason::unreachable || *attempt.failure == Reason::answer_timeout ||
          *attempt.failure == Reason::answer_cut);
}

}  // namespace

std::optional<Millis> retry_wait(const RetryPolicy& policy, const Attempt& attempt, double unit) {
  if (attempt.number >= policy.attempts || !passing(attempt)) return std::nullopt;
  const double doubled = static_cast<double>(policy.base.count()) *
                         std::exp2(static_cast<double>(std::min(attempt.number - 1, 30)));
  const double capped = std::min(doubled, static_cast<double>(policy.cap.count()));
  const double jittered = capped * (1.0 - policy.jitter * unit);
  const Millis wait(static_cast<std::int64_t>(jittered));
  if (!attempt.retry_after) return wait;
  if (*attempt.retry_after > policy.most_retry_after) return std::nullopt;
  return std::max({wait, *attempt.retry_after, policy.least_retry_after});
}

std::optional<Millis> parse_retry_after(std::string_view value, Instant now) {
  constexpr double most = 3600;
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  double seconds = 0;
  const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (bad == std::errc{} && end == value.data() + value.size()) {
    if (!std::isfinite(seconds) || seconds < 0) return std::nullopt;
    return Millis(static_cast<std::int64_t>(std::min(seconds, most) * 1000));
  }
  const auto date = curl_getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  // Compared in seconds: a server may name a year that no clock of milliseconds holds.
  const auto today = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  if (date <= today) return Millis(0);
  if (date - today > static_cast<std::int64_t>(most)) return std::chrono::hours(1);
  return Instant(std::chrono::seconds(date)) - now;
}

}  // namespace chatops::net

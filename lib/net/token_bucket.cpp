// The bucket's arithmetic: tokens that are taken in advance are below zero, which is a place in the
// queue.
// SPDX-License-Identifier: Apache-2.0
#include "net/token_bucket.hpp"

#include <algorithm>

namespace chatops::net {

double TokenBucket::at(Tick now) const {
  if (last_ == Tick{} || now <= last_) return tokens_;
  const auto seconds = static_cast<double>((now - last_).count()) / 1000.0;
  return std::min(burst_, tokens_ + seconds * rate_);
}

Tick TokenBucket::take(Tick now) {
  if (rate_ <= 0) return now;
  tokens_ = at(now) - 1.0;
  last_ = std::max(last_, now);
  if (tokens_ >= 0) return now;
  return now + Millis(static_cast<std::int64_t>(-tokens_ / rate_ * 1000.0));
}

Tick TokenBucket::try_take(Tick now) {
  const double there = at(now);
  if (rate_ <= 0 || there >= 1.0) return take(now);
  return now + Millis(static_cast<std::int64_t>((1.0 - there) / rate_ * 1000.0) + 1);
}

bool TokenBucket::full(Tick now) const { return rate_ <= 0 || at(now) >= burst_; }

}  // namespace chatops::net

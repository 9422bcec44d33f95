// The bucket's arithmetic: tokens may go below zero, which is a place in the queue.
// SPDX-License-Identifier: Apache-2.0
#include "net/token_bucket.hpp"

#include <algorithm>

namespace chatops::net {

Tick TokenBucket::take(Tick now) {
  if (rate_ <= 0) return now;
  if (last_ == Tick{}) last_ = now;
  if (now > last_) {
    const auto seconds = static_cast<double>((now - last_).count()) / 1000.0;
    tokens_ = std::min(burst_, tokens_ + seconds * rate_);
    last_ = now;
  }
  tokens_ -= 1.0;
  if (tokens_ >= 0) return now;
  return now + Millis(static_cast<std::int64_t>(-tokens_ / rate_ * 1000.0));
}

}  // namespace chatops::net

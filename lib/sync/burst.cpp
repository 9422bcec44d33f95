// When removals may go, counted and timed: see burst.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/burst.hpp"

#include <algorithm>

namespace chatops::sync {

Tick Burst::ready(std::size_t waiting, Tick now) {
  if (waiting != waiting_) {
    if (now - last_ >= quiet) at_once_ = few;
    if (now - last_ >= memory) lately_ = 0;
    if (waiting_ == 0) began_ = now;
    waiting_ = waiting;
    last_ = now;
  }
  if (waiting <= at_once_) return now;
  return std::max(now, std::min(last_ + quiet, began_ + longest));
}

void Burst::gone(std::size_t count) {
  at_once_ -= std::min(at_once_, waiting_);
  waiting_ = 0;
  lately_ += count;
}

}  // namespace chatops::sync

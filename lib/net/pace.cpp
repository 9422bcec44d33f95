// Places on their way, places that still count, and places free.
// SPDX-License-Identifier: Apache-2.0
#include "net/pace.hpp"

#include <algorithm>

namespace chatops::net {

namespace {

/// Where every place is another thread's, it is not known when one comes back.
constexpr Millis look_again{20};

}  // namespace

Pace::Lane& Pace::lane(std::string_view kind) {
  const auto found = lanes_.find(kind);
  return found != lanes_.end() ? found->second : lanes_[std::string(kind)];
}

std::size_t Pace::take(std::string_view kind, std::size_t wanted, Tick now, Tick* until) {
  const std::lock_guard lock(mutex_);
  Lane& one = lane(kind);
  while (!one.answered.empty() && one.answered.front() + window_ <= now) one.answered.pop_front();
  if (one.held > now) {
    *until = one.held;
    return 0;
  }
  const std::size_t used = one.on_the_way + one.answered.size();
  if (used >= most_) {
    *until = one.answered.empty() ? now + look_again : one.answered.front() + window_;
    return 0;
  }
  const std::size_t taken = std::min(wanted, most_ - used);
  one.on_the_way += taken;
  return taken;
}

void Pace::give_back(std::string_view kind, std::size_t count, Tick now) {
  const std::lock_guard lock(mutex_);
  Lane& one = lane(kind);
  one.on_the_way -= std::min(count, one.on_the_way);
  one.answered.insert(one.answered.end(), count, now);
}

void Pace::hold(std::string_view kind, Tick until) {
  const std::lock_guard lock(mutex_);
  Lane& one = lane(kind);
  one.held = std::max(one.held, until);
}

std::shared_ptr<Pace> Paces::of(const std::string& account, std::size_t most, Millis window) {
  const std::lock_guard lock(mutex_);
  auto& pace = paces_[account];
  if (!pace) pace = std::make_shared<Pace>(most, window);
  return pace;
}

}  // namespace chatops::net

// Places taken, held and free.
// SPDX-License-Identifier: Apache-2.0
#include "net/places.hpp"

#include <algorithm>

namespace chatops::net {

Places::Origin& Places::at(const std::string& origin) {
  return origins_.try_emplace(origin, Origin{TokenBucket(rate_, std::max(1.0, rate_)), 0, {}, {}})
      .first->second;
}

Tick Places::turn(const std::string& origin, Tick now) {
  const std::lock_guard lock(mutex_);
  return at(origin).bucket.take(now);
}

bool Places::take(const std::string& origin, Mailbox& who) {
  const std::lock_guard lock(mutex_);
  Origin& here = at(origin);
  if (const auto held = here.held.find(&who); held != here.held.end()) {
    if (--held->second == 0) here.held.erase(held);
    return true;
  }
  if (here.taken < most_ && here.waiting.empty()) {
    ++here.taken;
    return true;
  }
  const bool waits =
      std::find(here.waiting.begin(), here.waiting.end(), &who) != here.waiting.end();
  if (!waits) here.waiting.push_back(&who);
  return false;
}

void Places::give_back(const std::string& origin) {
  const std::lock_guard lock(mutex_);
  free_one(at(origin));
}

void Places::free_one(Origin& origin) {
  if (origin.waiting.empty()) {
    --origin.taken;
    return;
  }
  Mailbox* next = origin.waiting.front();
  origin.waiting.pop_front();
  ++origin.held[next];
  next->nudge();
}

void Places::leave(Mailbox& who) {
  const std::lock_guard lock(mutex_);
  for (auto& [name, origin] : origins_) {
    std::erase(origin.waiting, &who);
    const auto held = origin.held.find(&who);
    if (held == origin.held.end()) continue;
    const int count = held->second;
    origin.held.erase(held);
    for (int i = 0; i < count; ++i) free_one(origin);
  }
}

}  // namespace chatops::net

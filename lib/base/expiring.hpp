// What was looked up and may be believed for a while.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "base/clock.hpp"

namespace chatops {

/// Values by key, each for `life` from when it was put. Thread-safe; values are copied out. The
/// clock outlives it.
template <class Key, class Value>
class Expiring {
 public:
  Expiring(const Clock& clock, Millis life) : clock_(clock), life_(life) {}

  /// Nothing where it was never put, or too long ago.
  std::optional<Value> get(const Key& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.until <= clock_.tick()) return std::nullopt;
    return found->second.value;
  }
  void put(const Key& key, Value value) {
    const std::lock_guard lock(mutex_);
    const Tick now = clock_.tick();
    std::erase_if(entries_, [now](const auto& entry) { return entry.second.until <= now; });
    entries_.insert_or_assign(key, Entry{std::move(value), now + life_});
  }

 private:
  struct Entry {
    Value value;
    Tick until;
  };
  const Clock& clock_;
  const Millis life_;
  mutable std::mutex mutex_;  ///< guards entries_
  std::map<Key, Entry> entries_;
};

}  // namespace chatops

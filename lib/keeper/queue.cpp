// Keys by project and by the time at which they are due; projects in turn.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/queue.hpp"

#include <algorithm>

namespace chatops::keeper {

Millis back_off(int failures, Random& random) {
  constexpr std::int64_t longest = 300'000;
  const int doublings = std::clamp(failures - 1, 0, 9);
  const std::int64_t base = std::min(std::int64_t{1000} << doublings, longest);
  return Millis{base + static_cast<std::int64_t>(random.unit() * static_cast<double>(base) / 4)};
}

void Queue::schedule(const Key& key, Entry& entry, Tick due) {
  unschedule(key, entry);
  entry.due = due;
  due_[key.project].emplace(due, key);
}

void Queue::unschedule(const Key& key, Entry& entry) {
  if (!entry.due) return;
  const auto project = due_.find(key.project);
  project->second.erase({*entry.due, key});
  if (project->second.empty()) due_.erase(project);
  entry.due.reset();
}

void Queue::mark(std::span<const Key> keys, Millis settle) {
  const std::scoped_lock lock(mutex_);
  const Tick now = system_.clock.tick();
  for (const Key& key : keys) {
    Entry& entry = entries_[key];
    ++entry.generation;
    if (entry.working) continue;
    // What fails is not tried faster because it is marked often.
    const Tick due = now + (entry.failures > 0 ? std::max(settle, Millis{1000}) : settle);
    if (entry.due && *entry.due <= due) continue;
    if (!entry.due) entry.since = system_.clock.now();
    schedule(key, entry, due);
    changed_.notify_one();
  }
}

std::optional<Work> Queue::take() {
  const std::scoped_lock lock(mutex_);
  const Tick now = system_.clock.tick();
  auto project = due_.upper_bound(last_project_);
  for (std::size_t tried = 0; tried < due_.size(); ++tried, ++project) {
    if (project == due_.end()) project = due_.begin();
    const auto first = project->second.begin();
    if (first->first > now) continue;
    const Key key = first->second;
    last_project_ = project->first;
    Entry& entry = entries_[key];
    unschedule(key, entry);
    entry.working = true;
    entry.since = system_.clock.now();
    return Work{key, entry.generation};
  }
  return std::nullopt;
}

void Queue::finish(const Work& work, const Verdict& verdict) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(work.key);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  entry.working = false;
  const Tick now = system_.clock.tick();
  if (verdict.failed) {
    if (entry.failures == 0) entry.since = system_.clock.now();
    ++entry.failures;
    entry.last_error = verdict.failed;
    schedule(work.key, entry, now + back_off(entry.failures, system_.random));
  } else {
    entry.failures = 0;
    entry.last_error.reset();
    if (entry.generation != work.generation) {
      schedule(work.key, entry, now);
    } else if (verdict.again) {
      schedule(work.key, entry, now + *verdict.again);
    } else {
      entries_.erase(found);
    }
  }
  changed_.notify_one();
}

bool Queue::due(const Key& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key);
  return found != entries_.end() && found->second.due && *found->second.due <= system_.clock.tick();
}

Tick Queue::first_due() const {
  Tick out = Tick::max();
  for (const auto& [project, keys] : due_) out = std::min(out, keys.begin()->first);
  return out;
}

std::optional<Tick> Queue::next_due() const {
  const std::scoped_lock lock(mutex_);
  return due_.empty() ? std::nullopt : std::optional(first_due());
}

bool Queue::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Tick due = first_due();
    if (due <= system_.clock.tick()) return true;
    // A moved deadline is noticed by the notification that comes with it.
    if (due == Tick::max()) {
      changed_.wait(lock, stop, [&] { return first_due() != Tick::max(); });
    } else {
      changed_.wait_until(lock, stop, due, [&] { return first_due() < due; });
    }
  }
  return false;
}

std::vector<KeyStatus> Queue::status() const {
  const std::scoped_lock lock(mutex_);
  const Tick now = system_.clock.tick();
  std::vector<KeyStatus> out;
  out.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) {
    KeyStatus row{.key = key,
                  .working = entry.working,
                  .due_in = std::nullopt,
                  .failures = entry.failures,
                  .last_error = entry.last_error,
                  .since = entry.since};
    if (entry.due) row.due_in = std::max(Millis{0}, *entry.due - now);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace chatops::keeper

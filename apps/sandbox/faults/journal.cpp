// The journal of calls.
// SPDX-License-Identifier: Apache-2.0
#include "faults/journal.hpp"

namespace chatops::sandbox {

void Journal::add(JournalEntry entry) {
  constexpr std::size_t most = 20000;
  const std::scoped_lock lock(mutex_);
  entry.number = ++last_;
  entries_.push_back(std::move(entry));
  if (entries_.size() > most) entries_.pop_front();
}

void Journal::clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
}

Json Journal::list(std::string_view action, std::string_view path_prefix, Id since) const {
  const std::scoped_lock lock(mutex_);
  Json calls = Json::array();
  for (const auto& entry : entries_) {
    if (entry.number <= since || (!action.empty() && entry.action != action) ||
        !entry.path.starts_with(path_prefix))
      continue;
    calls.push_back({{"number", entry.number},
                     {"at", entry.at},
                     {"method", entry.method},
                     {"host", entry.host},
                     {"path", entry.path},
                     {"action", entry.action},
                     {"fault", entry.fault},
                     {"error", entry.error},
                     {"status", entry.status},
                     {"obeyed", entry.obeyed},
                     {"took_ms", entry.took_ms}});
  }
  const auto total = calls.size();
  return {{"calls", std::move(calls)}, {"total", total}, {"last", last_}};
}

}  // namespace chatops::sandbox

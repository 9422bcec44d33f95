// The keys that may need work. A key is a level and not an event: marking it twice is marking it
// once, and one that is marked while it is worked on is worked on again. Nothing here knows what
// the work is, and nothing is kept: after a start everything is marked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/system.hpp"
#include "keeper/key.hpp"

namespace chatops::keeper {

/// A key that somebody works on; nobody else gets it meanwhile.
struct Work {
  Key key;
  std::uint64_t generation = 0;  ///< of its marks, when it was taken
};

/// What one step of work says of its key.
struct Verdict {
  std::optional<Millis> again;  ///< look again after this; nothing = when it is marked
  std::optional<Error> failed;  ///< tried again by itself, later after each failure in a row
};

/// For people: what is being worked on or waits, since when, and what went wrong.
struct KeyStatus {
  Key key;
  bool working = false;
  std::optional<Millis> due_in;  ///< nothing = it rests
  int failures = 0;              ///< in a row
  std::optional<Error> last_error;
  Instant since{};  ///< it is worked on, or fails, or waits
};

/// After the Nth failure in a row, with up to a quarter more by chance: 1 s, 2 s, 4 s … 5 min.
Millis back_off(int failures, Random& random);

/// Used from any thread.
class Queue {
 public:
  /// `system` outlives it.
  explicit Queue(const System& system) : system_(system) {}

  /// It may have changed. `settle`: whoever comes within that time goes along; a key that is due
  /// already stays where it is.
  void mark(const Key& key, Millis settle = Millis{0}) { mark(std::span(&key, 1), settle); }
  /// As one: none of them is taken before all are marked.
  void mark(std::span<const Key> keys, Millis settle = Millis{0});
  /// The oldest key that is due of the project whose turn it is; nothing = none is due.
  std::optional<Work> take();
  void finish(const Work& work, const Verdict& verdict);

  /// It could be taken now.
  bool due(const Key& key) const;
  std::optional<Tick> next_due() const;
  /// Waits until a key is due or `stop` is requested. False = stopped.
  bool wait(const std::stop_token& stop);
  std::vector<KeyStatus> status() const;

 private:
  struct Entry {
    std::uint64_t generation = 0;
    std::optional<Tick> due;
    bool working = false;
    int failures = 0;
    std::optional<Error> last_error;
    Instant since{};
  };
  using Due = std::set<std::pair<Tick, Key>>;

  /// Tick::max() where nothing is. With the mutex held.
  Tick first_due() const;
  void schedule(const Key& key, Entry& entry, Tick due);
  void unschedule(const Key& key, Entry& entry);

  const System& system_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<Key, Entry> entries_;
  std::map<std::string, Due> due_;  ///< by project
  std::string last_project_;        ///< whose turn it was
};

}  // namespace chatops::keeper

// How many calls of one kind may begin in any second, where the other side counts them as they
// arrive: one object for all threads of a process that ask it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace chatops::net {

/// A call arrives at some moment between its start and its answer, so it counts from its start
/// until a whole window after its answer: no window of the other side's clock ever holds more than
/// `most`. Thread-safe.
class Pace {
 public:
  Pace(std::size_t most, Millis window) : most_(most), window_(window + Millis(1)) {}

  /// Takes up to `wanted` places for calls that begin now; 0 = none is free, look again at
  /// `*until`.
  std::size_t take(std::string_view kind, std::size_t wanted, Tick now, Tick* until);
  /// `count` of those taken have been answered, or will never be.
  void give_back(std::string_view kind, std::size_t count, Tick now);
  /// The other side asked for patience: nothing of this kind begins before `until`.
  void hold(std::string_view kind, Tick until);
  std::size_t most() const { return most_; }

 private:
  struct Lane {
    std::size_t on_the_way = 0;
    std::deque<Tick> answered;  ///< within the last window
    Tick held{};
  };
  Lane& lane(std::string_view kind);

  std::size_t most_;
  Millis window_;     ///< and one: ticks are cut off to milliseconds, so only then it has passed
  std::mutex mutex_;  ///< guards lanes_
  std::map<std::string, Lane, std::less<>> lanes_;
};

/// The paces of a process, one an account: whoever asks in its name keeps the same one.
/// Thread-safe.
class Paces {
 public:
  /// The account's pace, made by whoever asks first.
  std::shared_ptr<Pace> of(const std::string& account, std::size_t most, Millis window);

 private:
  std::mutex mutex_;  ///< guards paces_
  std::map<std::string, std::shared_ptr<Pace>> paces_;
};

}  // namespace chatops::net

// Removals come in bursts, and whether a directory is being emptied shows only at the end of one:
// few go at once, many wait until no more come.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace chatops::sync {

/// Of one direction. One thread.
class Burst {
 public:
  /// So many go at once; more wait until none has come for `quiet`, or `longest` is over.
  static constexpr std::size_t few = 10;
  static constexpr Millis quiet{250}, longest{5'000};
  /// What went within it is judged together with what waits.
  static constexpr Millis memory{3'000};

  /// `waiting` removals are there now. When to look again; `now` = they may go, if they are judged
  /// well.
  Tick ready(std::size_t waiting, Tick now);
  /// None waits any more; `count` of them were of files known to both sides.
  void gone(std::size_t count);
  /// Of the known, that went in this burst.
  std::size_t lately() const { return lately_; }

 private:
  std::size_t waiting_ = 0, at_once_ = few, lately_ = 0;
  Tick began_ = {}, last_ = {};
};

}  // namespace chatops::sync

// What a sync tells of its state, in one line of the terminal that is written over, with a bar
// while it compares.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "command/reply.hpp"
#include "render/output.hpp"

namespace chatops {

/// On standard error, of which the caller knows that it is a terminal that can.
class StateLine {
 public:
  /// `style` outlives this.
  explicit StateLine(const render::Style& style) : style_(style) {}
  StateLine(const StateLine&) = delete;
  StateLine& operator=(const StateLine&) = delete;
  ~StateLine() { settle(); }

  /// False where the event is none of these, or needs more than a line.
  bool show(const command::Event& event);
  /// The line stays, and what comes next begins below it.
  void settle();

 private:
  const render::Style& style_;
  std::int64_t most_ = 0;  ///< that were left to compare
  bool open_ = false;
};

}  // namespace chatops

// The cursor is hidden while a block is redrawn, and comes back on every way out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatops::terminal {

/// Hides the cursor of the terminal at `descriptor` for as long as it lives; at most one at a time.
/// Shown again at its end, by the signals that end a process (a crash included), by a second
/// Ctrl-C, and while the process is stopped by Ctrl-Z.
class HiddenCursor {
 public:
  explicit HiddenCursor(int descriptor);
  HiddenCursor(const HiddenCursor&) = delete;
  HiddenCursor& operator=(const HiddenCursor&) = delete;
  ~HiddenCursor();
  /// True once after each time that the process was stopped and goes on: what stood on the screen
  /// may have moved.
  static bool went_on();
};

}  // namespace chatops::terminal

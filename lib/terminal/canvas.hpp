// A block of lines that is redrawn where it stands: turns pictures into the bytes that change one
// into the next. Pure; nothing is written here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatops::terminal {

/// Between two calls the cursor stands at the beginning of the line below the block. Lines are
/// narrower than the terminal and fewer than its rows, so that nothing wraps or scrolls unseen.
class Canvas {
 public:
  /// From the present picture to this one; only lines that differ are written.
  std::string show(const std::vector<std::string>& lines);
  /// Takes the block away. `columns`: as wide as the terminal is now, if it is narrower than when
  /// the block was drawn: terminals then break its lines.
  std::string clear(int columns, int rows);
  /// The block stays where it is as ordinary lines; the next picture begins below.
  void leave() { shown_.clear(); }

 private:
  std::vector<std::string> shown_;
};

/// Columns of a line with colours in it.
int visible_width(std::string_view line);
/// As much of it as there is room for; its colours end as they did.
std::string clipped(std::string_view line, int columns);

}  // namespace chatops::terminal

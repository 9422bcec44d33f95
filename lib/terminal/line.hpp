// One line of a terminal, built from coloured pieces and never wider than it may be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "render/grid.hpp"

namespace chatops::terminal {

class Line {
 public:
  /// `columns`: how wide it may become. `mark` stands where something was cut off.
  Line(int columns, render::Look look, std::string_view mark)
      : columns_(columns), look_(look), mark_(mark) {}

  /// Appends a text that is safe for a terminal; what does not fit is cut off, and what follows
  /// then is left out.
  Line& add(std::string_view text, render::Tone tone = render::Tone::plain);
  /// Blanks up to the column, if there is room.
  Line& to(int column);
  int width() const { return width_; }
  std::string text() &&;

 private:
  int columns_, width_ = 0;
  bool full_ = false;
  render::Look look_;
  std::string_view mark_;
  std::string text_, blanks_;
};

}  // namespace chatops::terminal

// SPDX-License-Identifier: Apache-2.0
// Widths are those of base/width.hpp, as everywhere.
#include "terminal/line.hpp"

#include <utility>

#include "base/width.hpp"

namespace chatops::terminal {

Line& Line::add(std::string_view text, render::Tone tone) {
  if (full_ || text.empty()) return *this;
  const int wide = display_width(text);
  const int blank = static_cast<int>(blanks_.size());
  const bool fits = width_ + blank + wide <= columns_;
  const std::string piece =
      fits ? std::string(text) : fitting(text, columns_ - width_ - blank, mark_);
  full_ = !fits;
  if (piece.empty()) return *this;
  text_ += std::exchange(blanks_, {}) + render::coloured(look_, tone, piece);
  width_ += blank + display_width(piece);
  return *this;
}

Line& Line::to(int column) {
  const int blank = column - width_ - static_cast<int>(blanks_.size());
  if (blank > 0) blanks_.append(static_cast<std::size_t>(blank), ' ');
  return *this;
}

std::string Line::text() && { return std::move(text_); }

}  // namespace chatops::terminal

// SPDX-License-Identifier: Apache-2.0
// Widths are those of base/width.hpp, as everywhere.
#include "terminal/line.hpp"

#include <utility>

#include "base/width.hpp"

namespace chatops::terminal {

std::string fitting(std::string_view text, int columns, std::string_view mark) {
  if (display_width(text) <= columns) return std::string(text);
  const int room = columns - display_width(mark);
  if (room < 0) return {};
  std::string out;
  for (int used = 0; !text.empty();) {
    const Decoded next = decode_utf8(text);
    used += display_width(next.character);
    if (used > room) break;
    out += text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
  }
  return out + std::string(mark);
}

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

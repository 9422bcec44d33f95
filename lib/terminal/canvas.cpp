// SPDX-License-Identifier: Apache-2.0
// Control sequences: ECMA-48 (CUU, CUD, EL, ED), which every terminal but a dumb one knows.
#include "terminal/canvas.hpp"

#include <algorithm>

#include "base/width.hpp"

namespace chatops::terminal {

namespace {

std::string up(std::size_t rows) { return rows == 0 ? "" : "\x1b[" + std::to_string(rows) + "A"; }
std::string down(std::size_t rows) { return rows == 0 ? "" : "\x1b[" + std::to_string(rows) + "B"; }
constexpr const char* erase_line = "\x1b[K";
constexpr const char* erase_below = "\x1b[J";
constexpr const char* colour = "\x1b[";

/// A colour, which takes no columns, or what is shown as one.
Cluster first_piece(std::string_view line) {
  if (!line.starts_with(colour)) return first_cluster(line);
  const auto end = line.find('m');
  return {.bytes = end == std::string_view::npos ? line.size() : end + 1, .columns = 0};
}

}  // namespace

int visible_width(std::string_view line) {
  int columns = 0;
  while (!line.empty()) {
    const Cluster next = first_piece(line);
    columns += next.columns;
    line.remove_prefix(next.bytes);
  }
  return columns;
}

std::string clipped(std::string_view line, int columns) {
  std::string out;
  while (!line.empty()) {
    const Cluster next = first_piece(line);
    columns -= next.columns;
    if (columns >= 0 || line.starts_with(colour)) out += line.substr(0, next.bytes);
    line.remove_prefix(next.bytes);
  }
  return out;
}

std::string Canvas::show(const std::vector<std::string>& lines) {
  const std::size_t both = std::min(shown_.size(), lines.size());
  std::size_t row = shown_.size();  // where the cursor stands, counted from the block's first line
  std::string out;
  for (std::size_t i = 0; i < both; ++i) {
    if (shown_[i] == lines[i]) continue;
    out += i < row ? up(row - i) : down(i - row);
    out += "\r" + lines[i] + erase_line;
    row = i;
  }
  const bool more = lines.size() > both, fewer = shown_.size() > both;
  const std::size_t bottom = fewer ? both : shown_.size();
  if (row != bottom) out += (bottom < row ? up(row - bottom) : down(bottom - row)) + "\r";
  if (fewer) out += erase_below;
  if (more) {
    for (std::size_t i = both; i < lines.size(); ++i) out += lines[i] + erase_line + "\r\n";
  }
  shown_ = lines;
  return out;
}

std::string Canvas::clear(int columns, int rows) {
  if (shown_.empty()) return {};
  std::size_t height = 0;
  for (const std::string& line : shown_) {
    const int width = std::max(1, visible_width(line));
    height += static_cast<std::size_t>((width + columns - 1) / std::max(1, columns));
  }
  height = std::min(height, static_cast<std::size_t>(std::max(1, rows) - 1));
  shown_.clear();
  return up(height) + "\r" + erase_below;
}

}  // namespace chatops::terminal

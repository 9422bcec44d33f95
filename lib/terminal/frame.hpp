// A picture of the whole screen as cells, and the bytes that turn one picture into the next. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::terminal {

/// Only the sixteen colours that people choose themselves, and never a background.
enum class Ink : std::uint8_t { plain, red, green, yellow, cyan };

struct Look {
  Ink ink = Ink::plain;
  bool bold = false, dim = false, reverse = false;
  bool operator==(const Look&) const = default;
};

struct Cell {
  std::string text = " ";  ///< one cluster of characters; "" = what a wider one to the left covers
  Look look;
  bool operator==(const Cell&) const = default;
};

struct Frame {
  int columns = 0, rows = 0;
  std::vector<Cell> cells;                  ///< row by row
  int cursor_column = -1, cursor_row = -1;  ///< -1 = hidden

  Frame() = default;
  Frame(int wide, int high);
  Cell& at(int column, int row) { return cells[index(column, row)]; }
  const Cell& at(int column, int row) const { return cells[index(column, row)]; }

  /// Writes a text, made safe, from the column on, at most `limit` columns; what is longer ends
  /// with `mark`. Returns the column after it. Nothing is ever written outside of the frame.
  int put(int column, int row, std::string_view text, int limit, Look look = {},
          std::string_view mark = "…");
  /// The row as text, without blanks at its end.
  std::string text(int row) const;

 private:
  /// One cluster in its cells; returns the column after it.
  int put_cluster(int x, int row, std::string_view bytes, int width, Look look);
  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(column);
  }
};

/// The bytes that make `after` of a screen that shows `before` (empty = whatever), within one
/// synchronized update. "" when nothing differs.
std::string paint(const Frame& before, const Frame& after);

}  // namespace chatops::terminal

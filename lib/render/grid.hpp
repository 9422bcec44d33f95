// A table of text: columns as wide as their widest cell, or as the terminal has room for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace chatops::render {

/// What a cell means; decides its colour.
enum class Tone { plain, good, bad, busy, quiet, strong };

struct Cell {
  std::string text;  ///< made safe by the grid
  Tone tone = Tone::plain;
};

struct Grid {
  std::vector<std::string> headers;
  std::vector<std::vector<Cell>> rows;
  bool whole = false;  ///< never cut: facts of one thing, to be copied
};

struct Look {
  bool colour = false;
  int columns = 0;  ///< of the terminal; 0 = nothing is cut
};

/// Wraps text in the tone's colour, when the look has colour.
std::string coloured(const Look& look, Tone tone, const std::string& text);
/// Lines, each ended by a newline; no blanks at line ends. Empty columns (no cell has text) are
/// left out. Where the look has columns, the widest cells are cut ("…") so that every line fits;
/// where that would leave too little of them, columns at the right are left out.
std::string to_text(const Look& look, const Grid& grid);

}  // namespace chatops::render

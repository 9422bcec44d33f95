// A table of text: columns as wide as their widest cell, East Asian characters counted as two.
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
};

struct Look {
  bool colour = false;
};

/// Wraps text in the tone's colour, when the look has colour.
std::string coloured(const Look& look, Tone tone, const std::string& text);
/// Lines, each ended by a newline; no blanks at line ends. Empty columns (no cell has text) are
/// left out.
std::string to_text(const Look& look, const Grid& grid);

}  // namespace chatops::render

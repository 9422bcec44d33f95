// Columns on a screen that is too narrow for them: the least important give way first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "card/answer.hpp"
#include "terminal/draw.hpp"

namespace chatops::terminal {

inline constexpr int margin = 4;  ///< focus, blank, what happens, blank

struct ShownColumn {
  std::string head;
  int importance = 0;  ///< higher stays longer
  int width = 0;       ///< natural; fit() makes it what there is room for
  std::size_t source = 0;
  bool whole = false;  ///< others go, or are cut, before it is
};

/// Those that fit into so many columns with two blanks between, in their order. At least the two
/// most important stay while there is a column for each.
std::vector<ShownColumn> fit(std::vector<ShownColumn> columns, int room);

/// A cell as text: a time as an age, a word by the catalogue, a commit short.
std::string cell_text(const card::Column& column, const std::string& cell, const Theme& theme);

/// How long an option's column stays, by its code.
int importance_of(std::string_view code);

/// The widest of the options' cells under the column, cut at what is sensible.
int natural_width(const std::vector<card::Option>& options, std::size_t column,
                  const card::Column& how, const Theme& theme);

/// What stands there, in the theme's language and with the arguments filled in.
std::string said(const Theme& theme, std::string_view code, const Args& args = {});
/// The label of a field or a button: its own, or the id where the catalogue has none.
std::string name_of(const Theme& theme, std::string_view family, const std::string& id);
/// What a setting is called: its own label, or its id's.
std::string field_name(const card::Field& field, const Theme& theme);
/// The same of the setting or row of that id.
std::string place_name(const card::Card& card, const std::string& id, const Theme& theme);
/// What is wrong with the answer at that place.
std::string mistake_text(const card::Card& card, const card::Problem& problem, const Theme& theme);
/// The mark of a cut.
std::string_view cut_mark(const Theme& theme);
/// Looks, without colours where there are none.
Look looks(const Theme& theme, Ink ink, bool bold = false);

/// A line of keys, those in its middle left out where there is no room: the last two say how to
/// learn more and how to leave.
std::string keys_line(const Theme& theme, std::string_view code, int room);

/// The first of `total` lines that is shown in `height`, so that `at` is among them and moving by
/// one scrolls seldom.
int scrolled_to(int at, int total, int height);

// The parts of a screen.
void draw_picker(Frame& frame, const State& state, const Theme& theme);
void draw_help(Frame& frame, const Theme& theme);
void draw_bottom(Frame& frame, const State& state, const Theme& theme, int top);
/// How many lines draw_bottom wants of a screen of that size.
int bottom_height(const State& state, Size size, const Theme& theme);

}  // namespace chatops::terminal

// SPDX-License-Identifier: Apache-2.0
// The part that is always on the screen: what would change, the buttons, and what to press.
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "base/width.hpp"
#include "render/safe.hpp"
#include "terminal/columns.hpp"

namespace chatops::terminal {

namespace {

struct Told {
  std::string sign, text;
  Ink ink;
};

Told told(const State& state, const card::RowChange& change, const Theme& theme) {
  const auto& rows = state.card->rows;
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const card::Row& r) { return r.id == change.row; });
  const std::string name =
      row == rows.end() || row->cells.empty() ? change.row : row->cells.front();
  const bool unknown = change.kind == card::ChangeKind::changed && change.from.empty();
  const Args args{{"row", name},
                  {"from", unknown ? said(theme, "form.not_known") : change.from},
                  {"to", change.to}};
  switch (change.kind) {
    case card::ChangeKind::added: return {"+", said(theme, "form.adds", args), Ink::green};
    case card::ChangeKind::changed: return {"~", said(theme, "form.changes", args), Ink::green};
    case card::ChangeKind::waits: return {"?", said(theme, "form.waiting", args), Ink::yellow};
    case card::ChangeKind::choice: break;
  }
  const auto pick = state.answer.picks.find(change.row);
  const bool pinned = pick != state.answer.picks.end() && pick->second.mode == card::PickMode::pin;
  const Args kept{{"row", name},
                  {"to", pick == state.answer.picks.end() ? change.to : pick->second.value}};
  return {"*", said(theme, pinned ? "form.keeps_pin" : "form.keeps_follow", kept), Ink::plain};
}

std::vector<Told> all_told(const State& state, const Theme& theme) {
  std::vector<Told> out;
  for (const card::SettingChange& change : state.changes.settings) {
    const std::string nothing = said(theme, "form.empty");
    out.push_back({"~",
                   said(theme, "form.setting_changes",
                        {{"row", place_name(*state.card, change.field, theme)},
                         {"from", change.from.empty() ? nothing : change.from},
                         {"to", change.to.empty() ? nothing : change.to}}),
                   Ink::green});
  }
  for (const card::RowChange& change : state.changes.rows)
    out.push_back(told(state, change, theme));
  for (const card::Besides& besides : state.changes.besides)
    out.push_back({"~", render::besides_text(theme.language, besides), Ink::green});
  return out;
}

/// What a card without rows asks is no change of anything that runs.
bool tells_changes(const State& state) { return !state.card->rows.empty(); }

std::size_t change_count(const State& state) {
  if (!tells_changes(state)) return 0;
  return state.changes.rows.size() + state.changes.settings.size() + state.changes.besides.size();
}

int fixed_lines(int rows) { return rows >= 16 ? 4 : rows >= 8 ? 3 : 2; }

std::string count_text(const State& state, const Theme& theme) {
  if (!tells_changes(state)) return {};
  const auto& rows = state.changes.rows;
  std::vector<std::string> pieces;
  const auto add = [&](std::string_view code, std::ptrdiff_t count) {
    if (count > 0) pieces.push_back(said(theme, code, {{"count", std::to_string(count)}}));
  };
  const auto add_kind = [&](std::string_view code, card::ChangeKind kind) {
    add(code, std::count_if(rows.begin(), rows.end(),
                            [&](const card::RowChange& change) { return change.kind == kind; }));
  };
  add_kind("form.count_changed", card::ChangeKind::changed);
  add_kind("form.count_added", card::ChangeKind::added);
  add_kind("form.count_waits", card::ChangeKind::waits);
  add_kind("form.count_kept", card::ChangeKind::choice);
  add("form.count_settings", std::ssize(state.changes.settings));
  const auto& besides = state.changes.besides;
  const auto again = std::find_if(besides.begin(), besides.end(),
                                  [](const card::Besides& one) { return one.code == "again"; });
  add("form.count_besides", std::ssize(besides) - (again == besides.end() ? 0 : 1));
  if (pieces.empty() && again != besides.end()) return render::besides_text(theme.language, *again);
  if (pieces.empty()) return said(theme, "form.nothing");
  return said(theme, "form.count", {{"what", join(pieces, said(theme, "form.comma"))}});
}

std::string_view mistake_code(card::Mistake mistake) {
  switch (mistake) {
    case card::Mistake::missing: return "form.mistake_missing";
    case card::Mistake::not_a_choice: return "form.mistake_choice";
    case card::Mistake::not_typed: return "form.mistake_typed";
    case card::Mistake::unknown_option: return "form.mistake_option";
    case card::Mistake::characters:
    case card::Mistake::too_long:
    case card::Mistake::reserved: return "form.mistake_name";
    case card::Mistake::unknown_field:
    case card::Mistake::unknown_row: break;
  }
  return "form.mistake_unknown";
}

/// Why it is no name, as a word of the catalogue; "" for other mistakes.
std::string_view why_of(const card::Card& card, const card::Problem& problem) {
  if (problem.mistake == card::Mistake::reserved) return "reserved";
  if (problem.mistake == card::Mistake::too_long) return "too_long";
  if (problem.mistake != card::Mistake::characters) return "";
  const auto field = std::find_if(card.settings.begin(), card.settings.end(),
                                  [&](const card::Field& one) { return one.id == problem.place; });
  switch (field == card.settings.end() ? NameKind::any : field->accepts) {
    case NameKind::namespace_name: return "label";
    case NameKind::domain: return "labels";
    case NameKind::environment: return "name";
    case NameKind::any: break;
  }
  return "characters";
}

std::string_view keys_code(const State& state) {
  const FocusTarget* target = state.focused();
  if (state.filtering) return "form.keys_filter";
  if (state.typing() != nullptr) return "form.keys_text";
  if (target != nullptr && target->kind == FocusTarget::field) return "form.keys_choice";
  return target != nullptr && target->kind == FocusTarget::row ? "form.keys_row"
                                                               : "form.keys_button";
}

struct PlacedButton {
  std::string text;
  int column = 0, line = 0;  ///< of the mark before it; lines from 0
};

constexpr int button_mark = 2;

/// Side by side; closer where that is too wide, and below each other where that is too wide still.
std::vector<PlacedButton> placed_buttons(const State& state, int columns, const Theme& theme) {
  std::vector<PlacedButton> out;
  for (const std::string pad : {" ", ""}) {
    out.clear();
    int column = 0, line = 0;
    for (const card::Button& button : state.card->buttons) {
      std::string text = "[" + pad + name_of(theme, "button", button.id) + pad + "]";
      const int width = button_mark + display_width(text);
      if (column > 0 && column + width > columns) {
        column = 0;
        ++line;
      }
      out.push_back({std::move(text), column, line});
      column += width;
    }
    if (line == 0) break;
  }
  return out;
}

int button_lines(const State& state, int columns, const Theme& theme) {
  const auto placed = placed_buttons(state, columns, theme);
  return placed.empty() ? 1 : placed.back().line + 1;
}

/// How many of the changes are told: as many as leave the settings and rows their room, and a few
/// at least where the screen is not low.
int told_lines(const State& state, Size size, const Theme& theme) {
  constexpr int most = 8, least = 3, low = 6;
  const int spare =
      size.rows - button_lines(state, size.columns, theme) + 1 - (state.note.empty() ? 0 : 2);
  if (spare < low) return 0;
  const auto above = static_cast<int>(state.card->settings.size() + state.card->rows.size()) + 4;
  const int room = std::clamp(size.rows - fixed_lines(size.rows) - above - 1, least, most);
  return std::min({room, spare / 4, static_cast<int>(change_count(state))});
}

void draw_buttons(Frame& frame, int line, const State& state, const Theme& theme) {
  const auto placed = placed_buttons(state, frame.columns, theme);
  const FocusTarget* focused = state.focused();
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const PlacedButton& button = placed[i];
    const bool here = focused != nullptr && *focused == FocusTarget{FocusTarget::button, i};
    const bool danger = state.card->buttons[i].tone == card::Tone::danger;
    Look look = looks(theme, danger ? Ink::red : Ink::plain, here || i == 0);
    look.reverse = here;
    const int x = frame.put(button.column, line + button.line, here ? "> " : "  ", button_mark,
                            looks(theme, Ink::cyan, true));
    frame.put(x, line + button.line, button.text, frame.columns - x, look, cut_mark(theme));
  }
}

}  // namespace

std::string mistake_text(const card::Card& card, const card::Problem& problem, const Theme& theme) {
  const Args args{{"what", place_name(card, problem.place, theme)},
                  {"why", std::string(why_of(card, problem))}};
  return said(theme, mistake_code(problem.mistake), render::explained(theme.language, args));
}

int bottom_height(const State& state, Size size, const Theme& theme) {
  const int lines = told_lines(state, size, theme);
  const bool more = lines > 0 && lines < static_cast<int>(change_count(state));
  return fixed_lines(size.rows) + lines + (more ? 1 : 0) +
         button_lines(state, size.columns, theme) - 1;
}

void draw_bottom(Frame& frame, const State& state, const Theme& theme, int top) {
  const int lines = told_lines(state, {frame.columns, frame.rows}, theme);
  const auto all = all_told(state, theme);
  int line = top + (frame.rows >= 16 ? 1 : 0);
  if (frame.rows >= 8) {
    frame.put(0, line, count_text(state, theme), frame.columns, {.bold = true}, cut_mark(theme));
    ++line;
  }
  for (int i = 0; i < lines; ++i, ++line) {
    const Told& one = all[static_cast<std::size_t>(i)];
    frame.put(2, line, one.sign, 1, looks(theme, one.ink, true));
    frame.put(4, line, one.text, frame.columns - 4, {}, cut_mark(theme));
  }
  if (const int more = static_cast<int>(all.size()) - lines; lines > 0 && more > 0)
    frame.put(4, line++, said(theme, "form.more", {{"count", std::to_string(more)}}),
              frame.columns - 4, {.dim = true}, cut_mark(theme));
  draw_buttons(frame, line, state, theme);
  line += button_lines(state, frame.columns, theme);
  if (state.leaving) {
    frame.put(0, line, said(theme, "form.leave"), frame.columns, looks(theme, Ink::yellow, true),
              cut_mark(theme));
  } else if (!state.problems.empty()) {
    frame.put(0, line, mistake_text(*state.card, state.problems.front(), theme), frame.columns,
              looks(theme, Ink::red, true), cut_mark(theme));
  } else {
    frame.put(0, line, keys_line(theme, keys_code(state), frame.columns), frame.columns,
              {.dim = true}, cut_mark(theme));
  }
}

}  // namespace chatops::terminal

// SPDX-License-Identifier: Apache-2.0
// From above: title, settings, a line a row; what would change, the buttons and the keys below.
#include "terminal/draw.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/width.hpp"
#include "render/safe.hpp"
#include "terminal/columns.hpp"

namespace chatops::terminal {

namespace {

/// Everything that scrolls: settings, a blank, the head, the rows.
struct Body {
  enum Kind : std::uint8_t { setting, blank, head, row };
  struct Entry {
    Kind kind;
    std::size_t index = 0;
  };
  std::vector<Entry> entries;
  int focus = 0;
};

Body body_of(const State& state) {
  Body body;
  const FocusTarget* focused = state.focused();
  for (std::size_t i = 0; i < state.card->settings.size(); ++i) {
    if (focused != nullptr && *focused == FocusTarget{FocusTarget::field, i})
      body.focus = static_cast<int>(body.entries.size());
    body.entries.push_back({Body::setting, i});
  }
  if (!body.entries.empty() && !state.card->rows.empty()) body.entries.push_back({Body::blank});
  if (!state.card->rows.empty()) body.entries.push_back({Body::head});
  for (const FocusTarget& target : state.targets) {
    if (target.kind != FocusTarget::row) continue;
    if (focused != nullptr && *focused == target)
      body.focus = static_cast<int>(body.entries.size());
    body.entries.push_back({Body::row, target.index});
  }
  if (focused != nullptr && focused->kind == FocusTarget::button)
    body.focus = std::max(0, static_cast<int>(body.entries.size()) - 1);
  return body;
}

bool has_problem(const State& state, const std::string& place) {
  return std::any_of(state.problems.begin(), state.problems.end(),
                     [&](const card::Problem& p) { return p.place == place; });
}

/// The columns of the rows. Sources: 0 name, 1 runs, 2 wanted, 3 how with its branch, 4 how beside
/// a column that tells the branch, then the options' cells, then the rows' own.
constexpr std::size_t own_cells = 1000, option_cells = 100, how = 3, how_beside = 4;

const card::Option* wanted_option(const State& state, std::size_t row) {
  const std::size_t at = state.wanted[row];
  return at == none ? nullptr : &state.card->rows[row].options[at];
}

const card::RowChange* change_of(const State& state, const std::string& row) {
  const auto at = std::find_if(state.changes.rows.begin(), state.changes.rows.end(),
                               [&](const card::RowChange& change) { return change.row == row; });
  return at == state.changes.rows.end() ? nullptr : &*at;
}

/// The branch of what is wanted; of what waits, the one that it waits for.
std::string branch_cell(const State& state, const card::Row& row, const std::string& told) {
  const auto pick = state.answer.picks.find(row.id);
  const bool follows =
      pick != state.answer.picks.end() && pick->second.mode == card::PickMode::follow;
  return told.empty() && follows ? pick->second.value : told;
}

/// `beside`: what the column of branches says; "" = there is none.
std::string how_text(const State& state, const card::Row& row, const std::string& beside,
                     const Theme& theme) {
  const auto pick = state.answer.picks.find(row.id);
  if (pick == state.answer.picks.end()) return {};
  if (pick->second.mode == card::PickMode::pin) return said(theme, "form.pinned");
  const bool waits = state.answer.seen.at(row.id).empty();
  if (beside == pick->second.value)
    return said(theme, waits ? "form.mode_waits" : "form.mode_follows");
  return said(theme, waits ? "form.waits" : "form.follows", {{"branch", pick->second.value}});
}

/// Which of the options' cells is the branch; none = no cell is.
std::size_t branch_column(const card::Card& card) {
  const auto& columns = card.option_columns;
  const auto at = std::find_if(columns.begin(), columns.end(),
                               [](const card::Column& one) { return one.code == "branch"; });
  return at == columns.end() ? none : static_cast<std::size_t>(at - columns.begin());
}

std::string option_cell(const State& state, std::size_t index, std::size_t cell,
                        const Theme& theme) {
  const card::Option* option = wanted_option(state, index);
  std::string text;
  if (option != nullptr && cell < option->cells.size())
    text = cell_text(state.card->option_columns[cell], option->cells[cell], theme);
  return cell == branch_column(*state.card) ? branch_cell(state, state.card->rows[index], text)
                                            : text;
}

std::string row_cell(const State& state, std::size_t index, std::size_t source,
                     const Theme& theme) {
  const card::Row& row = state.card->rows[index];
  if (source == 0) return row.cells.empty() ? row.id : row.cells.front();
  if (source == 1) return row.runs.empty() ? "-" : row.runs;
  if (source == 2) {
    const auto seen = state.answer.seen.find(row.id);
    return seen == state.answer.seen.end() ? row.runs : seen->second.empty() ? "-" : seen->second;
  }
  if (source == how) return how_text(state, row, "", theme);
  if (source == how_beside)
    return how_text(state, row, option_cell(state, index, branch_column(*state.card), theme),
                    theme);
  if (source >= own_cells) {
    const std::size_t at = source - own_cells;
    return at < row.cells.size() ? cell_text(state.card->columns[at], row.cells[at], theme) : "";
  }
  return option_cell(state, index, source - option_cells, theme);
}

/// Names are as wide as the widest row, so that nothing jumps while the list is filtered.
std::vector<ShownColumn> row_columns(const State& state, const Theme& theme, int room,
                                     std::size_t mode) {
  const card::Card& card = *state.card;
  const bool set = std::any_of(card.rows.begin(), card.rows.end(),
                               [](const card::Row& row) { return row.pick.has_value(); });
  std::vector<ShownColumn> all;
  const std::string first = card.columns.empty() ? "component" : card.columns.front().code;
  all.push_back({said(theme, first), 100, 0, 0});
  all.push_back({said(theme, "runs"), 60, 0, 1});
  if (set) all.push_back({said(theme, "wanted"), 90, 0, 2, true});
  if (set) all.push_back({said(theme, "mode"), 70, 0, mode});
  for (std::size_t i = 0; set && i < card.option_columns.size(); ++i) {
    const std::string& code = card.option_columns[i].code;
    all.push_back({said(theme, code), importance_of(code), 0, option_cells + i});
  }
  for (std::size_t i = 1; i < card.columns.size(); ++i) {
    const std::string& code = card.columns[i].code;
    if (code == "runs" || code == "wanted" || code == "change") continue;
    all.push_back({said(theme, code), 35, 0, own_cells + i});
  }
  for (ShownColumn& column : all) {
    for (std::size_t i = 0; i < card.rows.size(); ++i) {
      const std::string text = row_cell(state, i, column.source, theme);
      if (static_cast<int>(text.size()) > column.width)
        column.width = std::max(column.width, display_width(render::safe_line(text)));
    }
    if (column.width > 0) column.width = std::max(column.width, display_width(column.head));
  }
  return fit(std::move(all), room);
}

/// The branch is told once: by its own column, or by how it is followed where that has no room.
std::vector<ShownColumn> row_columns(const State& state, const Theme& theme, int room) {
  const std::size_t branch = branch_column(*state.card);
  auto columns = row_columns(state, theme, room, branch == none ? how : how_beside);
  const bool told = std::any_of(columns.begin(), columns.end(), [&](const ShownColumn& column) {
    return branch != none && column.source == option_cells + branch;
  });
  return told || branch == none ? columns : row_columns(state, theme, room, how);
}

void draw_focus(Frame& frame, int row, bool focused, const Theme& theme) {
  if (focused) frame.put(0, row, theme.unicode ? "❯" : ">", 1, looks(theme, Ink::cyan, true));
}

std::string_view sign_of(const card::RowChange* change) {
  if (change == nullptr) return " ";
  switch (change->kind) {
    case card::ChangeKind::added: return "+";
    case card::ChangeKind::changed: return "~";
    case card::ChangeKind::waits: return "?";
    case card::ChangeKind::choice: return "*";
  }
  return " ";
}

Ink ink_of(const card::RowChange* change) {
  if (change == nullptr || change->kind == card::ChangeKind::choice) return Ink::plain;
  return change->kind == card::ChangeKind::waits ? Ink::yellow : Ink::green;
}

void draw_row(Frame& frame, int line, const State& state, std::size_t index, bool focused,
              const std::vector<ShownColumn>& columns, const Theme& theme) {
  const card::RowChange* change = change_of(state, state.card->rows[index].id);
  draw_focus(frame, line, focused, theme);
  const bool wrong = has_problem(state, state.card->rows[index].id);
  frame.put(2, line, wrong ? "!" : sign_of(change), 1,
            looks(theme, wrong ? Ink::red : ink_of(change), true));
  int x = margin;
  for (const ShownColumn& column : columns) {
    Look look;
    if (column.source == 2) look = looks(theme, ink_of(change), change != nullptr);
    if (column.source == 1) look.dim = change != nullptr;
    if (column.source == 0) look = {.bold = true, .reverse = focused};
    frame.put(x, line, row_cell(state, index, column.source, theme), column.width, look,
              cut_mark(theme));
    x += column.width + 2;
  }
}

void draw_head(Frame& frame, int line, const std::vector<ShownColumn>& columns,
               const Theme& theme) {
  int x = margin;
  for (const ShownColumn& column : columns) {
    frame.put(x, line, column.head, column.width, {.dim = true}, cut_mark(theme));
    x += column.width + 2;
  }
}

/// A text with the cursor in it; scrolls sideways so that the cursor is seen.
void draw_edit(Frame& frame, int column, int line, const Edit& edit, int room) {
  std::string_view before = std::string_view(edit.text).substr(0, edit.cursor);
  std::size_t skipped = 0;
  while (display_width(render::safe_line(before)) >= room && !before.empty()) {
    const std::size_t bytes = first_cluster(before).bytes;
    before.remove_prefix(bytes);
    skipped += bytes;
  }
  frame.put(column, line, std::string_view(edit.text).substr(skipped), room, {.bold = true}, "");
  frame.cursor_row = line;
  frame.cursor_column =
      std::min(frame.columns - 1, column + display_width(render::safe_line(before)));
}

int label_width(const State& state, const Theme& theme) {
  int width = 0;
  for (const card::Field& field : state.card->settings)
    width = std::max(width, display_width(render::safe_line(field_name(field, theme))));
  return width;
}

void draw_setting(Frame& frame, int line, const State& state, const card::Field& field,
                  bool focused, const Theme& theme) {
  draw_focus(frame, line, focused, theme);
  const int names = std::min(label_width(state, theme), std::max(4, frame.columns / 3));
  const bool wrong = has_problem(state, field.id);
  if (wrong) frame.put(2, line, "!", 1, looks(theme, Ink::red, true));
  frame.put(margin, line, field_name(field, theme), names, {.dim = !focused}, cut_mark(theme));
  const int at = margin + names + 2;
  const int room = frame.columns - at;
  const auto value = state.answer.settings.find(field.id);
  const std::string text = value == state.answer.settings.end() ? field.value : value->second;
  const bool changed = value != state.answer.settings.end() && text != field.value &&
                       field.kind != card::FieldKind::typed_confirmation;
  Look look = looks(theme, wrong ? Ink::red : changed ? Ink::green : Ink::plain, changed);
  if (field.kind == card::FieldKind::choice) {
    look.reverse = focused;
    const std::string comes_to = field.wanted.empty() || text != field.value || text == field.wanted
                                     ? ""
                                     : " -> " + field.wanted;
    const std::string shown =
        (theme.unicode ? "‹ " : "< ") + text + (theme.unicode ? " ›" : " >") + comes_to;
    frame.put(at, line, shown, room, look, cut_mark(theme));
  } else if (focused) {
    draw_edit(frame, at, line, state.edit, room);
  } else {
    const bool empty = text.empty();
    look.dim = empty;
    frame.put(at, line, empty ? said(theme, "form.empty") : text, room, look, cut_mark(theme));
  }
}

void draw_body(Frame& frame, const State& state, const Theme& theme, int top, int height) {
  const Body body = body_of(state);
  const auto columns = row_columns(state, theme, frame.columns - margin);
  const int total = static_cast<int>(body.entries.size());
  const int first = scrolled_to(body.focus, total, height);
  const FocusTarget* focused = state.focused();
  for (int i = first; i < std::min(total, first + height); ++i) {
    const Body::Entry& entry = body.entries[static_cast<std::size_t>(i)];
    const int line = top + i - first;
    const auto here = [&](FocusTarget::Kind kind) {
      return focused != nullptr && *focused == FocusTarget{kind, entry.index};
    };
    if (entry.kind == Body::setting)
      draw_setting(frame, line, state, state.card->settings[entry.index], here(FocusTarget::field),
                   theme);
    if (entry.kind == Body::head) draw_head(frame, line, columns, theme);
    if (entry.kind == Body::row)
      draw_row(frame, line, state, entry.index, here(FocusTarget::row), columns, theme);
  }
}

std::string title_of(const State& state, const Theme& theme) {
  const std::string own = "form." + state.card->kind;
  const Args args{{"subject", state.card->subject}};
  return said(theme, render::has_label(own) ? own : "card." + state.card->kind, args);
}

void draw_title(Frame& frame, const State& state, const Theme& theme) {
  const bool filtered = state.filtering || !state.filter.text.empty();
  const int room = filtered ? frame.columns / 2 : frame.columns;
  const int end = frame.put(0, 0, title_of(state, theme), room, {.bold = true}, cut_mark(theme));
  if (!filtered) return;
  frame.put(end + 2, 0, "/", 1, looks(theme, Ink::cyan, true));
  draw_edit(frame, end + 3, 0, state.filter, frame.columns - end - 3);
  if (!state.filtering) frame.cursor_row = frame.cursor_column = -1;
}

/// Broken between words; a word that is wider than a line is cut.
void wrap_into(std::vector<std::string>& out, std::string_view text, int columns) {
  std::string line;
  for (const std::string_view word : split(text, ' ')) {
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (line.empty() || display_width(render::safe_line(longer)) <= columns) {
      line = longer;
      continue;
    }
    out.push_back(line);
    line = word;
  }
  if (!line.empty()) out.push_back(line);
}

/// As many as leave the rest its room, at most `room`; the last says how many were left out.
std::vector<std::string> note_lines(const std::string& note, Size size, int room,
                                    const Theme& theme) {
  std::vector<std::string> out;
  for (const std::string_view line : lines_of(note)) wrap_into(out, line, size.columns);
  const auto most = static_cast<std::size_t>(std::clamp(size.rows / 6, 0, std::max(room, 0)));
  if (out.size() <= most) return out;
  const std::string more =
      said(theme, "form.more", {{"count", std::to_string(out.size() - most + 1)}});
  out.resize(most);
  if (most > 1) out.back() = more;
  return out;
}

}  // namespace

bool has_room(Size size) {
  constexpr int least_columns = 20, least_rows = 6;
  return size.columns >= least_columns && size.rows >= least_rows;
}

Frame draw(const State& state, Size size, const Theme& theme) {
  Frame frame(size.columns, size.rows);
  if (!has_room(size)) {
    frame.put(0, 0, said(theme, "form.narrow"), size.columns, {}, "");
    return frame;
  }
  if (state.help) {
    draw_help(frame, theme);
  } else if (state.picker) {
    draw_picker(frame, state, theme);
  } else {
    const int below = bottom_height(state, size, theme);
    const auto notes = note_lines(state.note, size, size.rows - below - 2, theme);
    const int top = static_cast<int>(notes.size()) + (size.rows >= 16 ? 2 : 1);
    for (std::size_t i = 0; i < notes.size(); ++i)
      frame.put(0, static_cast<int>(i) + 1, notes[i], size.columns, looks(theme, Ink::yellow, true),
                cut_mark(theme));
    draw_body(frame, state, theme, top, size.rows - below - top);
    draw_bottom(frame, state, theme, size.rows - below);
    draw_title(frame, state, theme);
  }
  return frame;
}

}  // namespace chatops::terminal

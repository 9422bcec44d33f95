// SPDX-License-Identifier: Apache-2.0
// The picker has the whole screen: what is typed, the candidates, and what Enter would do.
#include <algorithm>
#include <array>

#include "base/width.hpp"
#include "render/safe.hpp"
#include "terminal/columns.hpp"

namespace chatops::terminal {

namespace {

std::vector<ShownColumn> option_columns(const State& state, const Theme& theme, int room) {
  const std::vector<card::Option>& options = state.picker->options();
  int widest = 0;
  for (const card::Option& option : options) {
    if (static_cast<int>(option.id.size()) > widest)
      widest = std::max(widest, display_width(render::safe_line(option.id)));
  }
  std::vector<ShownColumn> all{{said(theme, state.picker->row != nullptr ? "version" : "name"), 100,
                                std::min(widest, 60), 0}};
  const auto& columns = state.card->option_columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int width = natural_width(options, i, columns[i], theme);
    const int head = display_width(said(theme, columns[i].code));
    all.push_back({said(theme, columns[i].code), importance_of(columns[i].code),
                   width == 0 ? 0 : std::max(width, head), i + 1});
  }
  all.front().width = std::max(all.front().width, display_width(all.front().head));
  return fit(std::move(all), room);
}

void draw_option(Frame& frame, int line, const State& state, const card::Option& option,
                 bool focused, const std::vector<ShownColumn>& columns, const Theme& theme) {
  const card::Row* row = state.picker->row;
  const bool runs = row != nullptr && option.id == row->runs;
  const bool wanted =
      option.id == (row != nullptr ? state.answer.seen.at(row->id)
                                   : state.answer.settings.at(state.picker->field->id));
  frame.put(2, line, wanted ? "*" : runs ? "=" : " ", 1, looks(theme, Ink::green, true));
  int x = margin;
  for (const ShownColumn& column : columns) {
    const std::size_t cell = column.source - 1;
    const bool id = column.source == 0;
    std::string text = id ? option.id : std::string();
    if (!id && cell < option.cells.size())
      text = cell_text(state.card->option_columns[cell], option.cells[cell], theme);
    frame.put(x, line, text, column.width, {.bold = id && focused, .reverse = id && focused},
              cut_mark(theme));
    x += column.width + 2;
  }
}

void draw_candidates(Frame& frame, const State& state, const Theme& theme, int top, int height) {
  const Picker& picker = *state.picker;
  const auto columns = option_columns(state, theme, frame.columns - margin);
  if (columns.size() > 1) {
    int x = margin;
    for (const ShownColumn& column : columns) {
      frame.put(x, top, column.head, column.width, {.dim = true}, cut_mark(theme));
      x += column.width + 2;
    }
    ++top;
    --height;
  }
  const int total = static_cast<int>(picker.size());
  const int at = static_cast<int>(picker.at);
  const int first = scrolled_to(at, total, height);
  if (total == 0)
    frame.put(margin, top, said(theme, "form.no_match"), frame.columns - margin, {.dim = true},
              cut_mark(theme));
  for (int i = first; i < std::min(total, first + height); ++i) {
    const int line = top + i - first;
    const bool focused = i == at;
    if (focused) frame.put(0, line, theme.unicode ? "❯" : ">", 1, looks(theme, Ink::cyan, true));
    const std::size_t index = static_cast<std::size_t>(i);
    if (index >= picker.matches.size()) {
      const char* code = picker.row != nullptr ? "form.typed_branch" : "form.typed_value";
      frame.put(margin, line, said(theme, code, {{"value", picker.filter.text}}),
                frame.columns - margin, {.reverse = focused}, cut_mark(theme));
    } else {
      draw_option(frame, line, state, picker.options()[picker.matches[index]], focused, columns,
                  theme);
    }
  }
}

std::string will_do(const State& state, const Theme& theme) {
  const Picker& picker = *state.picker;
  const auto taken = picker.taken();
  if (!taken && picker.field != nullptr) {
    const auto mistake = card::misnamed(*picker.field, picker.filter.text);
    if (mistake) return mistake_text(*state.card, {picker.field->id, *mistake}, theme);
  }
  if (!taken) return said(theme, "form.will_nothing");
  if (picker.field != nullptr) return said(theme, "form.will_take", {{"value", taken->value}});
  if (taken->mode == card::PickMode::pin)
    return said(theme, "form.will_pin", {{"value", taken->value}});
  const std::string to = card::outcome_of(*picker.row, *taken);
  return said(theme, to.empty() ? "form.will_wait" : "form.will_follow",
              {{"value", taken->value}, {"to", to}});
}

}  // namespace

void draw_picker(Frame& frame, const State& state, const Theme& theme) {
  const Picker& picker = *state.picker;
  const std::size_t all = picker.haystack->ends.size();
  const std::string count = std::to_string(picker.matches.size()) + "/" + std::to_string(all);
  const card::Row* row = picker.row;
  const std::string name = row == nullptr       ? field_name(*picker.field, theme)
                           : row->cells.empty() ? row->id
                                                : row->cells.front();
  const int counted = display_width(count);
  const int room = frame.columns - counted - 2;
  int x = frame.put(0, 0, name, room / 2, {.bold = true}, cut_mark(theme));
  x = frame.put(x, 0, "> ", 2, looks(theme, Ink::cyan, true));
  std::string_view before = std::string_view(picker.filter.text).substr(0, picker.filter.cursor);
  std::string_view shown = picker.filter.text;
  while (display_width(render::safe_line(before)) >= room - x && !before.empty()) {
    const std::size_t bytes = first_cluster(before).bytes;
    before.remove_prefix(bytes);
    shown.remove_prefix(bytes);
  }
  frame.put(x, 0, shown, room - x, {.bold = true}, "");
  frame.cursor_row = 0;
  frame.cursor_column = std::min(frame.columns - 1, x + display_width(render::safe_line(before)));
  frame.put(frame.columns - counted, 0, count, counted, {.dim = true}, "");
  draw_candidates(frame, state, theme, 1, frame.rows - 3);
  frame.put(0, frame.rows - 2, will_do(state, theme), frame.columns, looks(theme, Ink::green, true),
            cut_mark(theme));
  frame.put(
      0, frame.rows - 1,
      keys_line(theme, row == nullptr ? "form.keys_choices" : "form.keys_picker", frame.columns),
      frame.columns, {.dim = true}, cut_mark(theme));
}

void draw_help(Frame& frame, const Theme& theme) {
  constexpr auto lines = std::to_array<std::string_view>(
      {"form.help_move", "form.help_page", "form.help_open", "form.help_follow", "form.help_pin",
       "form.help_reset", "form.help_filter", "form.help_done", "form.help_leave", "form.help_stop",
       "form.help_screen", "form.help_marks"});
  frame.put(0, 0, said(theme, "form.help"), frame.columns, {.bold = true}, cut_mark(theme));
  int line = frame.rows > 14 ? 2 : 1;
  for (const std::string_view code : lines)
    frame.put(2, line++, said(theme, code), frame.columns - 2, {}, cut_mark(theme));
}

}  // namespace chatops::terminal

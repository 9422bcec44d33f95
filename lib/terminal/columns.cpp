// SPDX-License-Identifier: Apache-2.0
// Widths are counted as everywhere: base/width.hpp.
#include "terminal/columns.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "base/width.hpp"
#include "render/safe.hpp"

namespace chatops::terminal {

namespace {

constexpr int gap = 2;
constexpr int widest_cell = 60;  // a cell that is wider helps nobody
constexpr int enough = 20;       // a column that needs more may be cut rather than push others out
constexpr int least_kept = 8;    // what the others keep before a column that stays whole is cut

int total(const std::vector<ShownColumn>& columns, bool cut) {
  int sum = columns.empty() ? 0 : gap * (static_cast<int>(columns.size()) - 1);
  for (const ShownColumn& column : columns)
    sum += cut && !column.whole ? std::min(column.width, enough) : column.width;
  return sum;
}

}  // namespace

std::vector<ShownColumn> fit(std::vector<ShownColumn> columns, int room) {
  const auto less = [](const ShownColumn& a, const ShownColumn& b) {
    return a.importance < b.importance;
  };
  std::erase_if(columns, [](const ShownColumn& column) { return column.width == 0; });
  while (columns.size() > 2 && total(columns, true) > room)
    columns.erase(std::min_element(columns.begin(), columns.end(), less));
  while (total(columns, false) > room) {
    const auto spare = [](const ShownColumn& column) {
      return column.whole ? std::min(column.width, least_kept) : column.width;
    };
    const auto largest = std::max_element(
        columns.begin(), columns.end(), [&](const ShownColumn& a, const ShownColumn& b) {
          return std::pair(spare(a), a.width) < std::pair(spare(b), b.width);
        });
    if (largest == columns.end() || largest->width <= 1) break;
    --largest->width;
  }
  return columns;
}

std::string cell_text(const card::Column& column, const std::string& cell, const Theme& theme) {
  switch (column.kind) {
    case card::CellKind::time: {
      const auto when = from_rfc3339(cell);
      return when ? age(theme.now - *when) : std::string();
    }
    case card::CellKind::word:
      return cell.empty() ? std::string() : said(theme, column.code + "." + cell);
    case card::CellKind::commit: return cell.substr(0, 8);
    case card::CellKind::text: break;
  }
  return cell;
}

int importance_of(std::string_view code) {
  struct Known {
    std::string_view code;
    int importance;
  };
  constexpr auto known = std::to_array<Known>({{"state", 58},
                                               {"age", 55},
                                               {"built_at", 55},
                                               {"branch", 52},
                                               {"build", 45},
                                               {"author", 40},
                                               {"commit", 30}});
  for (const Known& one : known) {
    if (one.code == code) return one.importance;
  }
  return 20;
}

int natural_width(const std::vector<card::Option>& options, std::size_t column,
                  const card::Column& how, const Theme& theme) {
  int width = 0;
  for (const card::Option& option : options) {
    if (column >= option.cells.size()) continue;
    const std::string& cell = option.cells[column];
    if (how.kind == card::CellKind::time) return 4;
    if (how.kind == card::CellKind::commit) return 8;
    // A text is never wider than it has bytes: most need no measuring.
    if (how.kind == card::CellKind::text && static_cast<int>(cell.size()) <= width) continue;
    width = std::max(width, display_width(render::safe_line(cell_text(how, cell, theme))));
  }
  return std::min(width, widest_cell);
}

std::string said(const Theme& theme, std::string_view code, const Args& args) {
  return render::fill(render::label(theme.language, code), args);
}

std::string name_of(const Theme& theme, std::string_view family, const std::string& id) {
  const std::string code = std::string(family) + "." + id;
  return render::has_label(code) ? said(theme, code) : id;
}

std::string field_name(const card::Field& field, const Theme& theme) {
  return render::field_name(theme.language, field);
}

std::string place_name(const card::Card& card, const std::string& id, const Theme& theme) {
  for (const card::Field& field : card.settings) {
    if (field.id == id) return field_name(field, theme);
  }
  for (const card::Row& row : card.rows) {
    if (row.id == id && !row.cells.empty()) return row.cells.front();
  }
  return id;
}

std::string_view cut_mark(const Theme& theme) { return theme.unicode ? "…" : "~"; }

Look looks(const Theme& theme, Ink ink, bool bold) {
  return {.ink = theme.colour ? ink : Ink::plain, .bold = bold};
}

std::string keys_line(const Theme& theme, std::string_view code, int room) {
  std::string_view left = render::label(theme.language, code);
  std::vector<std::string> keys;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find("  "), left.size());
    keys.emplace_back(left.substr(0, end));
    left.remove_prefix(std::min(left.size(), end + 2));
  }
  while (keys.size() > 2 && display_width(join(keys, "  ")) > room) keys.erase(keys.end() - 3);
  return join(keys, "  ");
}

int scrolled_to(int at, int total, int height) {
  const int half = std::max(1, height / 2);
  const int lowest = std::max(0, height - height / 4 - 1);  // where the focus may stand
  const int beyond = std::max(0, at - lowest);
  const int top = (beyond + half - 1) / half * half;
  return std::clamp(top, 0, std::max(0, std::min(at, total - height)));
}

}  // namespace chatops::terminal

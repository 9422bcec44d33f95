// Lays tables out.
// SPDX-License-Identifier: Apache-2.0
#include "render/grid.hpp"

#include <algorithm>

#include "base/width.hpp"
#include "render/safe.hpp"

namespace chatops::render {

namespace {

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::good: return "32";
    case Tone::bad: return "31";
    case Tone::busy: return "33";
    case Tone::quiet: return "2";
    case Tone::strong: return "1";
    case Tone::plain: break;
  }
  return "";
}

struct Column {
  std::size_t index;
  int width;
};

std::vector<Column> shown_columns(const Grid& grid) {
  std::vector<Column> out;
  for (std::size_t i = 0; i < grid.headers.size(); ++i) {
    int width = 0;
    for (const auto& row : grid.rows) {
      if (i < row.size()) width = std::max(width, display_width(row[i].text));
    }
    if (width == 0 && !grid.rows.empty()) continue;
    out.push_back({i, std::max(width, display_width(grid.headers[i]))});
  }
  return out;
}

constexpr int gap = 2, least = 8;  // columns between cells, and of a cell that is cut

int total(const std::vector<Column>& columns, int most) {
  int sum = columns.empty() ? 0 : gap * (static_cast<int>(columns.size()) - 1);
  for (const Column& column : columns) sum += std::min(column.width, most);
  return sum;
}

void fit(std::vector<Column>& columns, int room) {
  while (columns.size() > 1 && total(columns, least) > room) columns.pop_back();
  int most = room;
  while (most > 1 && total(columns, most) > room) --most;
  int left = room - total(columns, most);
  for (Column& column : columns) {
    // What is left over goes to the first that were cut.
    const int more = column.width > most && left > 0 ? 1 : 0;
    left -= more;
    column.width = std::min(column.width, most + more);
  }
}

void end_line(std::string& out, const std::string& line) {
  const std::size_t last = line.find_last_not_of(' ');
  out += line.substr(0, last == std::string::npos ? 0 : last + 1);
  out += '\n';
}

}  // namespace

std::string coloured(const Look& look, Tone tone, const std::string& text) {
  const std::string_view code = code_of(tone);
  if (!look.colour || code.empty() || text.empty()) return text;
  return "\x1b[" + std::string(code) + "m" + text + "\x1b[0m";
}

std::string to_text(const Look& look, const Grid& grid) {
  Grid safe = grid;
  for (auto& row : safe.rows) {
    for (Cell& cell : row) cell.text = safe_line(cell.text);
  }
  std::vector<Column> columns = shown_columns(safe);
  if (look.columns > 0 && !grid.whole) fit(columns, look.columns);
  std::string out;
  const auto write = [&](const auto& text_of, const auto& tone_of) {
    std::string line;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string& whole = text_of(columns[c].index);
      const std::string text =
          look.columns > 0 && !grid.whole ? fitting(whole, columns[c].width, "…") : whole;
      line += coloured(look, tone_of(columns[c].index), text);
      if (c + 1 < columns.size())
        line += std::string(static_cast<std::size_t>(columns[c].width - display_width(text)), ' ') +
                "  ";
    }
    end_line(out, line);
  };
  write([&](std::size_t i) -> const std::string& { return safe.headers[i]; },
        [](std::size_t) { return Tone::quiet; });
  static const std::string nothing;
  for (const auto& row : safe.rows) {
    write(
        [&](std::size_t i) -> const std::string& { return i < row.size() ? row[i].text : nothing; },
        [&](std::size_t i) { return i < row.size() ? row[i].tone : Tone::plain; });
  }
  return out;
}

}  // namespace chatops::render

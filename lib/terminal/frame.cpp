// SPDX-License-Identifier: Apache-2.0
// Writes only cells that differ: over a slow line the bytes a key are what is felt.
#include "terminal/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/width.hpp"
#include "render/safe.hpp"

namespace chatops::terminal {

namespace {

std::string sgr(const Look& look) {
  std::string codes = "\x1b[0";
  if (look.bold) codes += ";1";
  if (look.dim) codes += ";2";
  if (look.reverse) codes += ";7";
  switch (look.ink) {
    case Ink::red: codes += ";31"; break;
    case Ink::green: codes += ";32"; break;
    case Ink::yellow: codes += ";33"; break;
    case Ink::cyan: codes += ";36"; break;
    case Ink::plain: break;
  }
  return codes + "m";
}

/// Remembers where the pen is and what it writes, so that neither is said twice.
class Pen {
 public:
  void move(int column, int row) {
    if (row == row_ && column == column_) return;
    if (row == row_ && column > column_ && column_ >= 0)
      out += fmt::format("\x1b[{}C", column - column_);
    else
      out += fmt::format("\x1b[{};{}H", row + 1, column + 1);
    row_ = row;
    column_ = column;
  }
  void wear(const Look& look) {
    if (look == look_ && dressed_) return;
    out += sgr(look);
    look_ = look;
    dressed_ = true;
  }
  void write(const Cell& cell, int width, int columns) {
    wear(cell.look);
    out += cell.text;
    column_ += width;
    // At the last column terminals differ about where the cursor is; and about the width of some
    // narrow characters ("…" takes two where East Asian habits are set).
    const bool doubted = width == 1 && static_cast<unsigned char>(cell.text.front()) >= 0x80;
    if (column_ >= columns || doubted) row_ = column_ = -1;
  }

  std::string out;

 private:
  int column_ = -1, row_ = -1;
  Look look_;
  bool dressed_ = false;
};

bool blank(const Cell& cell) { return cell == Cell{}; }

/// The column after which a row has only plain blanks.
int used(const Frame& frame, int row) {
  int end = frame.columns;
  while (end > 0 && blank(frame.at(end - 1, row))) --end;
  return end;
}

int width_at(const Frame& frame, int column, int row) {
  int width = 1;
  while (column + width < frame.columns && frame.at(column + width, row).text.empty()) ++width;
  return width;
}

/// Unchanged cells between two changes are written again when that is shorter than moving.
constexpr int worth_a_move = 4;

void paint_row(Pen& pen, const Frame* before, const Frame& after, int row) {
  const int end = used(after, row);
  int begun = -1;  // unchanged cells since the last change, to be caught up with
  for (int x = 0; x < end;) {
    const int width = width_at(after, x, row);
    bool same = before != nullptr;
    for (int i = x; same && i < x + width; ++i) same = before->at(i, row) == after.at(i, row);
    // The left part of a wider character that stood there before would be torn.
    if (same && before != nullptr) same = width_at(*before, x, row) == width;
    if (same) {
      if (begun < 0) begun = x;
      x += width;
      continue;
    }
    if (begun < 0 || x - begun > worth_a_move) {
      pen.move(x, row);
    } else {
      pen.move(begun, row);
      for (int i = begun; i < x;) {
        const int wide = width_at(after, i, row);
        pen.write(after.at(i, row), wide, after.columns);
        i += wide;
      }
    }
    begun = -1;
    pen.move(x, row);
    pen.write(after.at(x, row), width, after.columns);
    x += width;
  }
  if (before != nullptr && used(*before, row) > end) {
    pen.move(end, row);
    pen.wear({});
    pen.out += "\x1b[K";
  }
}

}  // namespace

Frame::Frame(int wide, int high)
    : columns(std::max(wide, 0)),
      rows(std::max(high, 0)),
      cells(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

int Frame::put_cluster(int x, int row, std::string_view bytes, int width, Look look) {
  // A pile of what combines helps nobody; the longest emoji that people have is shorter.
  constexpr std::size_t most = 48;
  std::size_t kept = 0;
  while (kept < bytes.size()) {
    const std::size_t next = kept + decode_utf8(bytes.substr(kept)).bytes;
    if (kept > 0 && next > most) break;
    kept = next;
  }
  bytes = bytes.substr(0, kept);
  if (width == 0) return x;  // it would stand on nothing
  at(x, row) = {std::string(bytes), look};
  for (int right = 1; right < width; ++right) at(x + right, row) = {"", look};
  return x + width;
}

int Frame::put(int column, int row, std::string_view text, int limit, Look look,
               std::string_view mark) {
  if (row < 0 || row >= rows || column < 0 || column >= columns) return column;
  limit = std::min(limit, columns - column);
  if (limit <= 0) return column;
  const std::string safe = render::safe_line(text);
  const bool cut = display_width(safe) > limit;
  const int room = cut ? limit - display_width(mark) : limit;
  int x = column;
  std::string_view left = safe;
  while (!left.empty()) {
    const Cluster next = first_cluster(left);
    if (x + next.columns > column + room) break;
    x = put_cluster(x, row, left.substr(0, next.bytes), next.columns, look);
    left.remove_prefix(next.bytes);
  }
  if (cut && room >= 0) return put(x, row, mark, display_width(mark), look, "");
  return x;
}

std::string Frame::text(int row) const {
  std::string out;
  for (int x = 0; x < columns; ++x) out += at(x, row).text;
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::string paint(const Frame& before, const Frame& after) {
  const bool fresh = before.columns != after.columns || before.rows != after.rows;
  Pen pen;
  if (fresh) pen.out += "\x1b[0m\x1b[H\x1b[2J";
  for (int row = 0; row < after.rows; ++row) paint_row(pen, fresh ? nullptr : &before, after, row);
  const bool shown = after.cursor_row >= 0;
  const bool moved =
      before.cursor_row != after.cursor_row || before.cursor_column != after.cursor_column;
  if (!fresh && !moved && pen.out.empty()) return {};
  pen.wear({});
  if (shown) pen.move(after.cursor_column, after.cursor_row);
  return "\x1b[?2026h\x1b[?25l" + pen.out + (shown ? "\x1b[?25h" : "") + "\x1b[?2026l";
}

}  // namespace chatops::terminal

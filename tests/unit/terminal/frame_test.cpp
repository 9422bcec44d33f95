// From one picture to the next: a small model of a terminal reads the bytes.
// SPDX-License-Identifier: Apache-2.0
#include "terminal/frame.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/width.hpp"
#include "support/big_card.hpp"
#include "terminal/draw.hpp"

using namespace chatops;
using namespace chatops::terminal;

namespace {

/// Understands what paint writes and nothing else. A wide character that loses one half loses both.
class Model {
 public:
  Model(int columns, int rows) : frame_(columns, rows) {}

  void read(std::string_view bytes) {
    while (!bytes.empty()) {
      if (bytes.starts_with("\x1b[")) {
        const std::size_t end = bytes.find_first_of("HJKCmhl");
        REQUIRE(end != std::string_view::npos);
        obey(bytes.substr(2, end - 2), bytes[end]);
        bytes.remove_prefix(end + 1);
      } else {
        const Decoded next = decode_utf8(bytes);
        write(bytes.substr(0, next.bytes), display_width(next.character));
        bytes.remove_prefix(next.bytes);
      }
    }
  }
  std::string text(int row) const { return frame_.text(row); }
  int column() const { return column_; }
  int row() const { return row_; }

 private:
  void obey(std::string_view numbers, char what) {
    const auto number = [&](std::string_view text, int fallback) {
      return text.empty() ? fallback : std::atoi(std::string(text).c_str());
    };
    const std::size_t semicolon = numbers.find(';');
    if (what == 'H') {
      row_ = number(numbers.substr(0, semicolon), 1) - 1;
      column_ =
          semicolon == std::string_view::npos ? 0 : number(numbers.substr(semicolon + 1), 1) - 1;
    }
    if (what == 'C') column_ += number(numbers, 1);
    if (what == 'J') frame_ = Frame(frame_.columns, frame_.rows);
    if (what == 'K') {
      for (int x = column_; x < frame_.columns; ++x) put(x, " ");
    }
  }
  void put(int x, std::string text) {
    if (frame_.at(x, row_).text.empty() && x > 0) frame_.at(x - 1, row_).text = " ";
    if (x + 1 < frame_.columns && frame_.at(x + 1, row_).text.empty())
      frame_.at(x + 1, row_).text = " ";
    frame_.at(x, row_).text = std::move(text);
  }
  void write(std::string_view character, int width) {
    if (width == 0) {
      int base = column_ - 1;
      if (base > 0 && frame_.at(base, row_).text.empty()) --base;
      REQUIRE(base >= 0);
      frame_.at(base, row_).text += character;
      return;
    }
    REQUIRE(column_ + width <= frame_.columns);
    put(column_, std::string(character));
    if (width == 2) {
      put(column_ + 1, " ");
      frame_.at(column_, row_).text = character;
      frame_.at(column_ + 1, row_).text = "";
    }
    column_ += width;
  }

  Frame frame_;
  int column_ = 0, row_ = 0;
};

}  // namespace

TEST_CASE("texts are cut at the edge, double width whole") {
  struct Case {
    const char* text;
    int limit;
    const char* seen;
  };
  for (const Case& c :
       {Case{"hello", 5, "hello"}, Case{"hello!", 5, "hell…"}, Case{"中文字", 6, "中文字"},
        Case{"中文字", 5, "中文…"}, Case{"中文字", 4, "中…"}, Case{"中文", 1, "…"},
        Case{"x\x1b[2Jy", 10, "x\xEF\xBF\xBD[2Jy"}, Case{"e\xCC\x81z", 2, "e\xCC\x81z"}}) {
    Frame frame(10, 1);
    frame.put(0, 0, c.text, c.limit);
    CHECK(frame.text(0) == c.seen);
  }
  Frame frame(3, 2);
  CHECK(frame.put(5, 0, "x", 9) == 5);
  CHECK(frame.put(0, 7, "x", 9) == 0);
  frame.put(2, 0, "中", 9);
  CHECK(frame.text(0) == "  …");
}

TEST_CASE("the bytes between any two pictures make the second of the first") {
  std::mt19937 random(7);  // the same pictures every time
  const std::string_view pieces[] = {"a", "bc", "中文", "…", "e\xCC\x81", "   ", "long word", "字"};
  Frame before(30, 6);
  Model model(30, 6);
  for (int round = 0; round < 400; ++round) {
    Frame after = round % 3 == 0 ? Frame(30, 6) : before;
    for (auto n = random() % 9; n > 0; --n) {
      std::string text;
      for (auto i = random() % 5; i > 0; --i) text += pieces[random() % std::size(pieces)];
      const int x = static_cast<int>(random() % 30);
      const int y = static_cast<int>(random() % 6);
      Frame line(30, 1);  // whole lines are written anew, as drawing does
      line.put(x, 0, text, 30, {.bold = random() % 2 == 0});
      std::copy(line.cells.begin(), line.cells.end(), after.cells.begin() + 30 * y);
    }
    after.cursor_row = static_cast<int>(random() % 7) - 1;
    after.cursor_column = after.cursor_row < 0 ? -1 : static_cast<int>(random() % 30);
    model.read(paint(before, after));
    for (int row = 0; row < 6; ++row) REQUIRE(model.text(row) == after.text(row));
    if (after.cursor_row >= 0) {
      CHECK(model.row() == after.cursor_row);
      CHECK(model.column() == after.cursor_column);
    }
    CHECK(paint(after, after).empty());
    before = std::move(after);
  }
}

TEST_CASE("no key writes more than 8 KiB on a screen of 250 by 60 with 10,000 candidates") {
  const card::Card card = test::made_card(30, 10'000);
  const Theme theme{.now = test::card_now(), .colour = true};
  const Size size{250, 60};
  State state = begin(card);
  state.page = 30;
  Frame shown = draw(state, size, theme);
  std::vector<Key> keys(40, {Press::down, {}});
  keys.insert(keys.end(), 20, {Press::page_up, {}});
  keys.insert(keys.end(), 7, {Press::down, {}});
  keys.push_back({Press::enter, {}});
  keys.insert(keys.end(), 60, {Press::down, {}});
  keys.insert(keys.end(), 10, {Press::page_down, {}});
  keys.insert(keys.end(), {{Press::end, {}}, {Press::home, {}}});
  for (const char c : std::string_view("login 9 lan main"))
    keys.push_back({Press::text, std::string(1, c)});
  keys.insert(keys.end(), 16, {Press::backspace, {}});
  keys.insert(keys.end(), {{Press::escape, {}}, {Press::text, "?"}, {Press::text, "?"}});
  std::size_t most = 0;
  bool picked = false;  // the keys have come where they should
  for (const Key& key : keys) {
    state = step(std::move(state), key);
    picked = picked || (state.picker && state.picker->matches.size() < 10'000);
    Frame next = draw(state, size, theme);
    most = std::max(most, paint(shown, next).size());
    shown = std::move(next);
  }
  CHECK(picked);
  MESSAGE("most bytes a key: ", most);
  CHECK(most <= 8192);
}

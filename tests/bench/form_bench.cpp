// What the form takes: data → first screen, key → screen and bytes a key with 10,000 candidates;
// filtering them against `fzf --filter` on the same lines, where it is installed.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "support/big_card.hpp"
#include "support/temp_folder.hpp"
#include "terminal/draw.hpp"

using namespace chatops;
using namespace chatops::terminal;

namespace {

double milliseconds(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

double best_of(int times, const auto& work) {
  double best = 1e9;
  for (int i = 0; i < times; ++i) best = std::min(best, milliseconds(work));
  return best;
}

const Theme theme{.now = test::card_now(), .colour = true};
const Size size{250, 60};

void first_screen(const card::Card& card) {
  std::size_t bytes = 0;
  const double took = best_of(5, [&] { bytes = paint({}, draw(begin(card), size, theme)).size(); });
  fmt::print("first screen, 30 components with 10,000 options each: {:.1f} ms, {} bytes\n", took,
             bytes);
}

void keys(const card::Card& card) {
  State state = begin(card);
  state.page = 30;
  Frame shown = draw(state, size, theme);
  double worst = 0, sum = 0;
  std::size_t most = 0, count = 0;
  const auto press = [&](const Key& key) {
    const double took = milliseconds([&] {
      state = step(std::move(state), key);
      Frame next = draw(state, size, theme);
      most = std::max(most, paint(shown, next).size());
      shown = std::move(next);
    });
    worst = std::max(worst, took);
    sum += took;
    ++count;
  };
  press({Press::enter, {}});
  for (int i = 0; i < 100; ++i) press({Press::down, {}});
  press({Press::end, {}});
  press({Press::home, {}});
  for (const char c : std::string_view("login 9 lan")) press({Press::text, std::string(1, c)});
  for (int i = 0; i < 11; ++i) press({Press::backspace, {}});
  fmt::print(
      "key -> screen, 10,000 candidates at 250x60: {:.2f} ms at most, {:.2f} on average; {} "
      "bytes at most\n",
      worst, sum / static_cast<double>(count), most);
}

void rival(const card::Card& card) {
  const card::Row& row = card.rows.front();
  Picker picker = pick_option(row, *row.pick);
  const double ours = best_of(9, [&] {
    picker.apply({Press::control, "u"}, 10);
    picker.apply({Press::text, "login lan"}, 10);
  });
  const test::TempFolder folder;
  const std::string file = folder.file("lines");
  std::ofstream out(file);
  for (const card::Option& option : row.options) {
    out << option.id;
    for (const std::string& cell : option.cells) out << ' ' << cell;
    out << '\n';
  }
  out.close();
  // Test code with constant words: the rival reads a file, as it always does.
  const std::string command = "fzf --exact --filter 'login lan' < '" + file + "' > /dev/null";
  if (std::system("command -v fzf > /dev/null") != 0) {
    fmt::print("filtering 10,000 lines: {:.2f} ms; fzf is not installed\n", ours);
    return;
  }
  int code = 0;
  const double theirs = best_of(5, [&] { code |= std::system(command.c_str()); });
  fmt::print("filtering 10,000 lines: {:.2f} ms, fzf --filter {:.2f} ms with its start ({:.1f}x)\n",
             ours, theirs, theirs / ours);
  if (code != 0) std::exit(1);
}

}  // namespace

int main() {
  const card::Card card = test::made_card(30, 10'000);
  first_screen(card);
  keys(card);
  rival(card);
}

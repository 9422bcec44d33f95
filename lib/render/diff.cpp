// Myers' greedy algorithm over what is left between a common head and a common tail.
// E. Myers, An O(ND) Difference Algorithm and Its Variations (1986)
// SPDX-License-Identifier: Apache-2.0
#include "render/diff.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace chatops::render {
namespace {

using Lines = std::vector<std::string_view>;

constexpr int context = 3;
/// Memory and time grow with its square.
constexpr int most_edits = 2000;

struct Edit {
  char sign;  ///< ' ', '-' or '+'
  std::string_view line;
};

/// From the edit graph's paths, one array a number of edits; nothing when there are too many.
std::optional<std::vector<std::vector<int>>> paths(const Lines& a, const Lines& b) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  const int most = std::min(n + m, most_edits);
  std::vector<int> reach(static_cast<std::size_t>(2 * most + 2), 0);
  const auto at = [&](int k) -> int& { return reach[static_cast<std::size_t>(k + most)]; };
  std::vector<std::vector<int>> out;
  for (int d = 0; d <= most; ++d) {
    out.emplace_back(reach);
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      int x = down ? at(k + 1) : at(k - 1) + 1;
      int y = x - k;
      while (x < n && y < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      at(k) = x;
      if (x >= n && y >= m) return out;
    }
    if (2 * (d + 1) + 1 > static_cast<int>(reach.size())) break;
  }
  return std::nullopt;
}

std::vector<Edit> replaced(const Lines& a, const Lines& b) {
  std::vector<Edit> out;
  for (const auto line : a) out.push_back({'-', line});
  for (const auto line : b) out.push_back({'+', line});
  return out;
}

std::vector<Edit> edits_between(const Lines& a, const Lines& b) {
  const auto found = paths(a, b);
  if (!found) return replaced(a, b);
  std::vector<Edit> out;
  int x = static_cast<int>(a.size()), y = static_cast<int>(b.size());
  const int most = (static_cast<int>(found->front().size()) - 2) / 2;
  for (int d = static_cast<int>(found->size()) - 1; d >= 0; --d) {
    const auto at = [&](int k) {
      return (*found)[static_cast<std::size_t>(d)][static_cast<std::size_t>(k + most)];
    };
    const int k = x - y;
    const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
    const int from_k = down ? k + 1 : k - 1;
    const int from_x = d == 0 ? 0 : at(from_k);
    const int from_y = d == 0 ? 0 : from_x - from_k;
    while (x > from_x && y > from_y && x > 0 && y > 0) {
      out.push_back({' ', a[static_cast<std::size_t>(--x)]});
      --y;
    }
    if (d == 0) break;
    if (down) {
      out.push_back({'+', b[static_cast<std::size_t>(--y)]});
    } else {
      out.push_back({'-', a[static_cast<std::size_t>(--x)]});
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<Edit> all_edits(const Lines& a, const Lines& b) {
  std::size_t head = 0, tail = 0;
  const std::size_t shorter = std::min(a.size(), b.size());
  while (head < shorter && a[head] == b[head]) ++head;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const auto middle = [&](const Lines& all) {
    return Lines(all.begin() + static_cast<std::ptrdiff_t>(head),
                 all.end() - static_cast<std::ptrdiff_t>(tail));
  };
  std::vector<Edit> out;
  for (std::size_t i = 0; i < head; ++i) out.push_back({' ', a[i]});
  for (const Edit& edit : edits_between(middle(a), middle(b))) out.push_back(edit);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) out.push_back({' ', a[i]});
  return out;
}

/// "3,7", or "3" for one line; of none, the line before it.
std::string range_text(int first, int count) {
  const int shown = count == 0 ? first : first + 1;
  return std::to_string(shown) + (count == 1 ? "" : "," + std::to_string(count));
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after) {
  const auto lines = [](std::string_view text) {
    const auto all = lines_of(text);
    return Lines(all.begin(), all.end());
  };
  const std::vector<Edit> edits = all_edits(lines(before), lines(after));
  const int count = static_cast<int>(edits.size());
  const auto changed = [&](int i) { return edits[static_cast<std::size_t>(i)].sign != ' '; };
  std::string out;
  int old_line = 0, new_line = 0, i = 0;  // lines of both before edit i
  while (i < count) {
    int next = i;
    while (next < count && !changed(next)) ++next;
    if (next == count) break;
    const int begin = std::max(i, next - context);
    old_line += begin - i;
    new_line += begin - i;
    int end = next;  // behind the last change that is near enough
    for (int at = next; at < count && at < end + 2 * context + 1; ++at)
      if (changed(at)) end = at + 1;
    const int stop = std::min(count, end + context);
    std::string body;
    int old_count = 0, new_count = 0;
    for (int at = begin; at < stop; ++at) {
      const Edit& edit = edits[static_cast<std::size_t>(at)];
      old_count += edit.sign != '+' ? 1 : 0;
      new_count += edit.sign != '-' ? 1 : 0;
      body.append(1, edit.sign).append(edit.line).append(1, '\n');
    }
    out += "@@ -" + range_text(old_line, old_count) + " +" + range_text(new_line, new_count) +
           " @@\n" + body;
    old_line += old_count;
    new_line += new_count;
    i = stop;
  }
  return out;
}

}  // namespace chatops::render

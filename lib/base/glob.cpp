// Matching by a row of states, one a pattern position, so that no pattern is slow.
// SPDX-License-Identifier: Apache-2.0
#include "base/glob.hpp"

#include <vector>

namespace chatops {
namespace {

/// Position after the class at `at`, or npos when it is not closed.
std::size_t class_end(std::string_view pattern, std::size_t at) {
  auto end = at + 1;
  if (end < pattern.size() && (pattern[end] == '!' || pattern[end] == '^')) ++end;
  if (end < pattern.size() && pattern[end] == ']') ++end;
  end = pattern.find(']', end);
  return end == std::string_view::npos ? end : end + 1;
}

bool in_class(std::string_view set, char c) {
  const bool negated = !set.empty() && (set[0] == '!' || set[0] == '^');
  if (negated) set.remove_prefix(1);
  bool found = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      found = found || (set[i] <= c && c <= set[i + 2]);
      i += 2;
    } else {
      found = found || set[i] == c;
    }
  }
  return found != negated && c != '/';
}

/// One pattern position: how far it reaches and what it takes.
struct Piece {
  std::size_t next;
  bool star = false, any_depth = false;
};

Piece piece_at(std::string_view pattern, std::size_t at) {
  if (pattern[at] == '*') {
    auto next = at + 1;
    while (next < pattern.size() && pattern[next] == '*') ++next;
    return {next, true, next > at + 1};
  }
  if (pattern[at] == '[') return {class_end(pattern, at)};
  if (pattern[at] == '\\' && at + 1 < pattern.size()) return {at + 2};
  return {at + 1};
}

bool takes(std::string_view pattern, std::size_t at, std::size_t next, char c) {
  if (pattern[at] == '?') return c != '/';
  if (pattern[at] == '[') return in_class(pattern.substr(at + 1, next - at - 2), c);
  if (pattern[at] == '\\' && next == at + 2) return pattern[at + 1] == c;
  return pattern[at] == c;
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
  std::vector<char> now(pattern.size() + 1, 0);
  const auto spread = [&](std::vector<char>& states) {
    for (std::size_t at = 0; at < pattern.size();) {
      const auto piece = piece_at(pattern, at);
      if (piece.next == std::string_view::npos) break;
      if (piece.star && states[at] != 0) states[piece.next] = 1;
      at = piece.next;
    }
  };
  now[0] = 1;
  spread(now);
  for (const char c : text) {
    std::vector<char> after(pattern.size() + 1, 0);
    for (std::size_t at = 0; at < pattern.size();) {
      const auto piece = piece_at(pattern, at);
      if (piece.next == std::string_view::npos) break;
      if (now[at] != 0) {
        if (piece.star && (piece.any_depth || c != '/')) after[at] = 1;
        if (!piece.star && takes(pattern, at, piece.next, c)) after[piece.next] = 1;
      }
      at = piece.next;
    }
    spread(after);
    now = std::move(after);
  }
  return now[pattern.size()] != 0;
}

}  // namespace chatops

// Which names a pipeline expects.
// SPDX-License-Identifier: Apache-2.0
#include "coding/pipeline.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chatops::coding {

namespace {

/// One piece of a pattern: a character (0 = any), and whether it may be left out or repeated.
struct PatternPiece {
  char literal = 0;
  bool repeats = false;
};

/// The pattern's pieces; nothing where it uses more than literals, ".", ".*" and ".+".
std::optional<std::vector<PatternPiece>> pattern_pieces(std::string_view pattern) {
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  if (pattern.ends_with('$')) pattern.remove_suffix(1);
  std::vector<PatternPiece> pieces;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const bool more = i + 1 < pattern.size();
    if (c == '.') {
      const char next = more ? pattern[i + 1] : '\0';
      if (next == '+') pieces.push_back({});
      pieces.push_back({0, next == '*' || next == '+'});
      if (next == '*' || next == '+') ++i;
    } else if (c == '\\' && more) {
      pieces.push_back({pattern[++i]});
    } else if (std::string_view("[](){}|?*+^$").find(c) != std::string_view::npos) {
      return std::nullopt;
    } else {
      pieces.push_back({c});
    }
  }
  return pieces;
}

}  // namespace

bool names_match(const std::string& expected, const std::string& name) {
  if (expected == name) return true;
  const auto pieces = pattern_pieces(expected);
  if (!pieces || pieces->empty()) return false;
  std::vector<bool> reached(name.size() + 1);  // lengths of the name matched so far
  reached[0] = true;
  for (const auto& piece : *pieces) {
    std::vector<bool> next(name.size() + 1);
    for (std::size_t i = 0; i <= name.size(); ++i) {
      if (piece.repeats && (reached[i] || (i > 0 && next[i - 1]))) next[i] = true;
      const bool fits = i > 0 && (piece.literal == 0 || piece.literal == name[i - 1]);
      if (!piece.repeats && fits && reached[i - 1]) next[i] = true;
    }
    reached = std::move(next);
  }
  return reached[name.size()];
}

bool may_match(const std::string& expected, const std::string& name) {
  return names_match(expected, name) || !pattern_pieces(expected);
}

}  // namespace chatops::coding

// How many columns of a terminal a text takes, and where it may be cut: after whole characters as
// people see them (UAX #29), East Asian ones and emoji two columns wide, what combines none. Header
// only and constexpr, because the thin front aligns its help with it too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/width_tables.hpp"

namespace chatops {

/// One decoded character and the bytes it took; a byte that is no UTF-8 decodes to U+FFFD, 1 byte.
struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 1;
};

constexpr Decoded decode_utf8(std::string_view text) {
  constexpr Decoded broken{0xFFFD, 1};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return broken;
  const unsigned lead = byte(0);
  if (lead < 0x80) return {static_cast<char32_t>(lead), 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return broken;
  char32_t value = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return broken;
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
    return broken;
  return {value, size};
}

namespace width_parts {

using width_tables::Join;

struct Nature {
  int columns = 1;
  Join join = Join::other;
};

constexpr Nature nature_of(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return {0, Join::control};
  if (c < 0xA9) return {};
  const auto& ranges = width_tables::ranges;
  const auto at = std::upper_bound(
      ranges.begin(), ranges.end(), c,
      [](char32_t value, const width_tables::Range& r) { return value < r.first; });
  if (at == ranges.begin() || c > std::prev(at)->last) return {};
  return {std::prev(at)->columns, static_cast<Join>(std::prev(at)->join)};
}

/// A Hangul syllable that ends in its vowel.
constexpr bool ends_in_vowel(char32_t c) { return (c - 0xAC00) % 28 == 0; }

/// What the characters of a cluster so far decide about the next one.
struct Joined {
  char32_t character = 0;  ///< the last one
  Join last = Join::control;
  bool picture = false;    ///< a picture, then nothing but what extends it
  bool odd_flags = false;  ///< an odd number of regional indicators
};

/// UAX #29, rules GB4 to GB13 of version 15; CR and LF are a cluster each.
constexpr bool joins(const Joined& before, Nature next) {
  if (before.last == Join::control || next.join == Join::control) return false;
  switch (next.join) {
    case Join::extend:
    case Join::skin:
    case Join::joiner:
    case Join::mark: return true;
    case Join::hangul_l:
    case Join::hangul:
      if (before.last == Join::hangul_l) return true;
      break;
    case Join::hangul_v:
      if (before.last == Join::hangul_l || before.last == Join::hangul_v ||
          (before.last == Join::hangul && ends_in_vowel(before.character)))
        return true;
      break;
    case Join::hangul_t:
      if (before.last == Join::hangul_v || before.last == Join::hangul_t ||
          before.last == Join::hangul)
        return true;
      break;
    case Join::flag:
      if (before.last == Join::flag && before.odd_flags) return true;
      break;
    case Join::picture:
      if (before.last == Join::joiner && before.picture) return true;
      break;
    default: break;
  }
  return before.last == Join::prepend;
}

constexpr void take(Joined& so_far, char32_t c, Nature kind) {
  const bool extends =
      kind.join == Join::extend || kind.join == Join::skin || kind.join == Join::joiner;
  so_far.picture = kind.join == Join::picture || (so_far.picture && extends);
  so_far.odd_flags = kind.join == Join::flag && !so_far.odd_flags;
  so_far.last = kind.join;
  so_far.character = c;
}

}  // namespace width_parts

/// One character of its own: 0, 1 or 2 columns. Control characters count as none: they must not
/// reach a terminal at all.
constexpr int display_width(char32_t c) { return width_parts::nature_of(c).columns; }

/// What people take for one character, and cannot be cut.
struct Cluster {
  std::size_t bytes = 0;
  int columns = 0;
};

/// The first cluster of a text that is not empty. Parts of an emoji that are joined take no columns
/// of their own, and one shown as a picture (U+FE0F behind it) takes two (UAX #11).
constexpr Cluster first_cluster(std::string_view text) {
  using namespace width_parts;
  Cluster out;
  Joined so_far;
  while (out.bytes < text.size()) {
    const Decoded next = decode_utf8(text.substr(out.bytes));
    const Nature kind = nature_of(next.character);
    const bool first = out.bytes == 0;
    if (!first && !joins(so_far, kind)) break;
    const bool within = so_far.picture && (kind.join == Join::picture || kind.join == Join::skin);
    if (first || !within) out.columns += kind.columns;
    constexpr char32_t as_picture = 0xFE0F;
    const char32_t c = so_far.character;
    const bool keycap = (c >= U'0' && c <= U'9') || c == U'#' || c == U'*';
    if (!first && next.character == as_picture && out.columns == 1 && (so_far.picture || keycap))
      out.columns = 2;
    take(so_far, next.character, kind);
    out.bytes += next.bytes;
  }
  return out;
}

constexpr int display_width(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const Cluster next = first_cluster(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

/// Bytes of the longest beginning, in whole clusters, that takes at most so many columns.
constexpr std::size_t bytes_within(std::string_view text, int columns) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Cluster next = first_cluster(text.substr(bytes));
    if (next.columns > columns) break;
    columns -= next.columns;
    bytes += next.bytes;
  }
  return bytes;
}

/// The text where it fits into so many columns, else its beginning and `mark`; "" where not even
/// the mark fits.
inline std::string fitting(std::string_view text, int columns, std::string_view mark) {
  if (display_width(text) <= columns) return std::string(text);
  const int room = columns - display_width(mark);
  if (room < 0) return {};
  return std::string(text.substr(0, bytes_within(text, room))) + std::string(mark);
}

}  // namespace chatops

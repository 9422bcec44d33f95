// How many columns of a terminal a text takes: East Asian characters take two, combining ones none.
// Header only and constexpr, because the thin front aligns its help with it too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

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

namespace width_tables {
struct Range {
  char32_t first, last;
};
// Sources: Unicode 15 EastAsianWidth.txt (W and F, adjacent blocks joined) and
// DerivedGeneralCategory.txt (Mn, Me, Cf of the scripts that names of people, branches and issues
// use).
inline constexpr auto wide = std::to_array<Range>(
    {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
     {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26A1, 0x26A1},
     {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x2705, 0x2705},   {0x270A, 0x270B},
     {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2795, 0x2797},
     {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
     {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
     {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
     {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004},
     {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F64F},
     {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7F0}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
     {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD}});
inline constexpr auto none = std::to_array<Range>(
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},  {0x0610, 0x061A}, {0x064B, 0x065F},
     {0x0900, 0x0902}, {0x093C, 0x093C}, {0x0E31, 0x0E31},  {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
     {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},  {0x202A, 0x202E}, {0x2060, 0x2064},
     {0x2066, 0x206F}, {0x20D0, 0x20FF}, {0x302A, 0x302D},  {0x3099, 0x309A}, {0xFE00, 0xFE0F},
     {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0001, 0xE01EF}});

template <class Table>
constexpr bool contains(const Table& table, char32_t c) {
  const auto at = std::upper_bound(table.begin(), table.end(), c,
                                   [](char32_t value, const Range& r) { return value < r.first; });
  return at != table.begin() && c <= std::prev(at)->last;
}
}  // namespace width_tables

/// 0, 1 or 2 columns. Control characters count as none: they must not reach a terminal at all.
constexpr int display_width(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
  if (c < 0x300) return 1;
  if (width_tables::contains(width_tables::none, c)) return 0;
  return width_tables::contains(width_tables::wide, c) ? 2 : 1;
}

constexpr int display_width(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    columns += display_width(next.character);
    text.remove_prefix(next.bytes);
  }
  return columns;
}

}  // namespace chatops

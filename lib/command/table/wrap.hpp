// Breaks text into lines for a terminal: at blanks, and within Chinese anywhere but before closing
// punctuation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/width.hpp"

namespace chatops::command::table {

namespace wrap_parts {

/// Bytes of what must stay together at the front of `text`: a word or a short quotation in
/// backquotes, or one wide character; with the closing punctuation and the blanks after it.
inline std::size_t unbroken(std::string_view text) {
  const auto ascii = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) < 0x80; };
  constexpr std::size_t short_quotation = 40;
  std::size_t end = text[0] == '`' ? text.substr(0, short_quotation).find('`', 1) : text.npos;
  end = end == text.npos ? 0 : end + 1;
  if (ascii(0)) {
    while (end < text.size() && ascii(end) && text[end] != ' ') ++end;
  } else {
    end = first_cluster(text).bytes;
  }
  constexpr std::u32string_view closing = U"，。；：、！？）”》…";
  while (end < text.size() && !ascii(end) &&
         closing.find(decode_utf8(text.substr(end)).character) != std::u32string_view::npos)
    end += decode_utf8(text.substr(end)).bytes;
  while (end < text.size() && text[end] == ' ') ++end;
  return end;
}

inline std::string_view without_blanks_behind(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace wrap_parts

/// Lines of at most `columns`, unless one word is longer. At least one line.
inline std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> out;
  std::string line;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, wrap_parts::unbroken(text));
    const int width = display_width(line) + display_width(wrap_parts::without_blanks_behind(piece));
    if (!line.empty() && width > columns) {
      out.emplace_back(wrap_parts::without_blanks_behind(line));
      line.clear();
    }
    line += piece;
    text.remove_prefix(piece.size());
  }
  out.emplace_back(wrap_parts::without_blanks_behind(line));
  return out;
}

}  // namespace chatops::command::table

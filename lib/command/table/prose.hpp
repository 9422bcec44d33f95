// Prose of the table: details and topics are written with a handful of marks, and taken apart here
// for the terminal, the manual pages and Markdown alike. A leaf: standard library only.
//
//   # Heading            a line of its own
//       chatops …        four spaces: a line that is shown as it stands
//   term :: meaning      an entry of a list
//   anything else        a paragraph, or more of an entry; its lines are joined, an empty line ends
//   it
//
// `Backquotes` mark words of a command line or of a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::command::table {

enum class Mark : std::uint8_t { paragraph, heading, verbatim, entry };

struct Piece {
  Mark mark = Mark::paragraph;
  std::string text;    ///< of an entry: the term
  std::string says;    ///< of an entry: what it means
  bool opens = false;  ///< something else, or an empty line, stands before it
};

namespace prose_parts {

inline constexpr std::string_view entry_sign = " :: ";

inline Mark mark_of(std::string_view line) {
  if (line.starts_with("# ")) return Mark::heading;
  if (line.starts_with("    ")) return Mark::verbatim;
  return line.find(entry_sign) != std::string_view::npos ? Mark::entry : Mark::paragraph;
}

/// Lines of Chinese join without a blank between them; nor does one stand behind its punctuation.
inline void join(std::string& text, std::string_view line) {
  const auto wide = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  bool apart = !(wide(text.back()) && wide(line.front()));
  for (const std::string_view mark : {"，", "。", "；", "：", "、", "）", "”"})
    apart = apart && !text.ends_with(mark);
  if (apart) text += ' ';
  text += line;
}

inline Piece piece_of(Mark mark, std::string_view line) {
  if (mark == Mark::heading) return {mark, std::string(line.substr(2)), {}};
  if (mark == Mark::verbatim) return {mark, std::string(line.substr(4)), {}};
  if (mark == Mark::paragraph) return {mark, std::string(line), {}};
  const std::size_t sign = line.find(entry_sign);
  return {mark, std::string(line.substr(0, sign)),
          std::string(line.substr(sign + entry_sign.size()))};
}

}  // namespace prose_parts

inline std::vector<Piece> pieces_of(std::string_view prose) {
  std::vector<Piece> out;
  bool gap = true;
  while (!prose.empty()) {
    const std::size_t end = prose.find('\n');
    const std::string_view line = prose.substr(0, end);
    prose.remove_prefix(end == std::string_view::npos ? prose.size() : end + 1);
    if (line.empty()) {
      gap = true;
      continue;
    }
    const Mark mark = prose_parts::mark_of(line);
    const bool goes_on = !gap && mark == Mark::paragraph;
    const bool opens = gap || out.back().mark != mark;
    if (goes_on && out.back().mark == Mark::paragraph) {
      prose_parts::join(out.back().text, line);
    } else if (goes_on && out.back().mark == Mark::entry) {
      prose_parts::join(out.back().says, line);
    } else {
      out.push_back(prose_parts::piece_of(mark, line));
      out.back().opens = opens;
    }
    gap = false;
  }
  return out;
}

}  // namespace chatops::command::table

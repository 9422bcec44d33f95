// Escapes what roff would take for a request, character by character.
// SPDX-License-Identifier: Apache-2.0
#include "render/manual/roff.hpp"

#include "base/width.hpp"

namespace chatops::render {

namespace {

std::string_view escaped(char32_t character) {
  switch (character) {
    case U'\\': return "\\e";
    case U'-': return "\\-";
    case U'\'': return "\\(aq";
    case U'"': return "\\(dq";
    case U'`': return "\\(ga";
    case U'^': return "\\(ha";
    case U'~': return "\\(ti";
    default: return {};
  }
}

/// A line may end before this character although no blank stands there.
bool may_break_before(char32_t character) {
  constexpr std::u32string_view closing = U"，。；：、！？）”》…";
  return closing.find(character) == std::u32string_view::npos;
}

bool wide(char32_t character) { return character >= 0x2E80; }

}  // namespace

std::string roff_text(std::string_view text) {
  std::string out;
  if (text.starts_with('.')) out = "\\&";
  char32_t before = U' ';
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    if (wide(before) && wide(next.character) && may_break_before(next.character)) out += "\\:";
    const std::string_view escape = escaped(next.character);
    out += escape.empty() ? text.substr(0, next.bytes) : escape;
    before = next.character;
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string roff_bold(std::string_view text) { return "\\fB" + roff_text(text) + "\\fR"; }

std::string roff_prose(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == text.npos ? open : text.find('`', open + 1);
    if (close == text.npos) return out + roff_text(text);
    out += roff_text(text.substr(0, open)) + roff_bold(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace chatops::render

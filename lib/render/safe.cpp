// SPDX-License-Identifier: Apache-2.0
// Decides character by character; see safe.hpp for what is promised.
#include "render/safe.hpp"

#include "base/width.hpp"

namespace chatops::render {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

constexpr char32_t black_flag = 0x1F3F4, tag_first = 0xE0020, tag_end = 0xE007F;

/// What a region's flag is spelled with, behind the black flag.
bool is_tag(char32_t c) { return c >= tag_first && c <= tag_end; }

bool dangerous(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F)            // C0, DEL, C1
         || c == 0x061C || (c >= 0x200E && c <= 0x200F)  // direction marks
         || (c >= 0x202A && c <= 0x202E)                 // embeddings and overrides
         || (c >= 0x2066 && c <= 0x2069)                 // isolates
         || c == 0x2028 || c == 0x2029 || c == 0x200B || c == 0xFEFF || c == 0x180E ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB)  // unseen
         || (c >= 0xE0000 && c <= 0xE007F);
}

std::string made_safe(std::string_view text, bool lines) {
  std::string out;
  out.reserve(text.size());
  bool flag = false;  // within a region's flag
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    flag = next.character == black_flag || (flag && is_tag(next.character));
    const bool space = next.character == '\n' || next.character == '\t' || next.character == '\r';
    if (space) {
      if (next.character != '\r') out += lines ? static_cast<char>(next.character) : ' ';
    } else if ((dangerous(next.character) && !flag) ||
               (next.character == 0xFFFD && next.bytes == 1)) {
      out += replacement;
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace

std::string safe_line(std::string_view text) { return made_safe(text, false); }
std::string safe_text(std::string_view text) { return made_safe(text, true); }

}  // namespace chatops::render

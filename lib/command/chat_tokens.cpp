// What input methods and phones make of the keys of a shell is made theirs again: full-width forms
// (U+FF01–FF5E, https://www.unicode.org/charts/PDF/UFF00.pdf), curly quotes, dashes, wide blanks.
// SPDX-License-Identifier: Apache-2.0
#include "command/chat_tokens.hpp"

#include "base/width.hpp"
#include "command/table/cache.hpp"

namespace chatops::command {

namespace {

enum class Sort { other, blank, quote, apostrophe, escape, dashes };

struct Read {
  Sort sort = Sort::other;
  std::string text;  ///< what stands in the word
};

bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B) ||
         c == 0x202F || c == 0x205F || c == 0xFEFF;
}

bool is_dash(char32_t c) { return (c >= 0x2010 && c <= 0x2013) || c == 0x2212; }

bool is_long_dash(char32_t c) { return c == 0x2014 || c == 0x2015 || c == 0x2500; }

Read read(char32_t c, std::string_view bytes, bool opens) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (is_blank(c)) return {Sort::blank, ""};
  if (c == '"' || c == 0x201C || c == 0x201D) return {Sort::quote, ""};
  // In the middle of a word it is an apostrophe, unless it is the shell's own.
  if (c == '\'' || c == 0x2018 || (c == 0x2019 && opens)) return {Sort::apostrophe, ""};
  if (c == '\\') return {Sort::escape, ""};
  if (is_dash(c)) return {Sort::other, "-"};
  if (is_long_dash(c)) return {Sort::dashes, opens ? "--" : "-"};
  if (c < 0x80) return {Sort::other, std::string(1, static_cast<char>(c))};
  return {Sort::other, std::string(bytes)};
}

bool closes(char32_t c, Sort quote) {
  if (quote == Sort::quote) return c == '"' || c == 0x201D || c == 0x201C || c == 0xFF02;
  return c == '\'' || c == 0x2019 || c == 0xFF07;
}

class Tokenizer {
 public:
  ChatTokens run(std::string_view text) {
    while (!text.empty()) {
      const Decoded next = decode_utf8(text);
      const std::string_view bytes = text.substr(0, next.bytes);
      text.remove_prefix(next.bytes);
      if (!is_blank(next.character) && !table::is_plain(bytes)) {
        out_.fault = "control_characters";
        break;
      }
      take(next.character, bytes);
    }
    if (out_.fault.empty() && quote_ != Sort::other) out_.fault = "unclosed_quote";
    if (escaped_) word_ += '\\';
    out_.after_blank = !within_;
    end_word();
    return std::move(out_);
  }

 private:
  void take(char32_t c, std::string_view bytes) {
    if (escaped_) {
      // Within quotes only these two need it.
      if (quote_ == Sort::quote && c != '"' && c != '\\') word_ += '\\';
      escaped_ = false;
      word_ += bytes;
    } else if (quote_ != Sort::other) {
      quoted(c, bytes);
    } else {
      bare(read(c, bytes, !within_));
    }
  }

  void quoted(char32_t c, std::string_view bytes) {
    if (closes(c, quote_)) {
      quote_ = Sort::other;
    } else if (c == '\\' && quote_ == Sort::quote) {
      escaped_ = true;
    } else {
      word_ += bytes;
    }
  }

  void bare(const Read& one) {
    if (one.sort == Sort::blank) {
      end_word();
      return;
    }
    const bool goes_on = one.sort == Sort::dashes && dashes_;
    dashes_ = one.sort == Sort::dashes && (!within_ || dashes_);
    within_ = true;
    if (one.sort == Sort::quote || one.sort == Sort::apostrophe) {
      quote_ = one.sort;
    } else if (one.sort == Sort::escape) {
      escaped_ = true;
    } else if (!goes_on) {
      word_ += one.text;
    }
  }

  void end_word() {
    if (within_) out_.words.push_back(std::move(word_));
    word_.clear();
    within_ = dashes_ = false;
  }

  ChatTokens out_;
  std::string word_;
  Sort quote_ = Sort::other;  ///< which one is open
  bool within_ = false, escaped_ = false;
  bool dashes_ = false;  ///< a word has begun with long dashes, which are one "--"
};

}  // namespace

ChatTokens chat_tokens(std::string_view text) { return Tokenizer().run(text); }

}  // namespace chatops::command

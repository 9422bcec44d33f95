// A small reader of the challenge grammar: several challenges may share one header, commas separate
// both challenges and parameters.
// SPDX-License-Identifier: Apache-2.0
#include "registry/challenge.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::registry {

namespace {

bool token_char(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  void read(std::vector<Challenge>& out) {
    for (;;) {
      skip(" \t,");
      const auto word = token();
      if (word.empty()) return;
      skip(" \t");
      const bool names_parameter = !text_.empty() && text_.front() == '=';
      if (!names_parameter) {
        out.push_back({to_lower(word), {}});
        continue;
      }
      text_.remove_prefix(1);
      skip(" \t");
      std::string value = text_.starts_with('"') ? quoted() : bare();
      if (!out.empty()) out.back().parameters[to_lower(word)] = std::move(value);
    }
  }

 private:
  void skip(std::string_view chars) {
    const auto end = text_.find_first_not_of(chars);
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end);
  }

  std::string_view token() {
    std::size_t size = 0;
    while (size < text_.size() && token_char(text_[size])) ++size;
    const auto found = text_.substr(0, size);
    text_.remove_prefix(size);
    return found;
  }

  /// Realms have been seen without quotes, though the grammar wants them.
  std::string bare() {
    const std::string out(text_.substr(0, text_.find_first_of(" \t,")));
    text_.remove_prefix(out.size());
    return out;
  }

  std::string quoted() {
    std::string out;
    std::size_t i = 1;
    for (; i < text_.size() && text_[i] != '"'; ++i) {
      if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
      out += text_[i];
    }
    text_.remove_prefix(std::min(i + 1, text_.size()));
    return out;
  }

  std::string_view text_;
};

}  // namespace

std::vector<Challenge> parse_challenges(std::span<const std::string_view> values) {
  std::vector<Challenge> out;
  for (const auto value : values) Reader(value).read(out);
  return out;
}

}  // namespace chatops::registry

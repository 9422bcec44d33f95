// A command line that is still being typed: which command, which options, and what the word at the
// cursor is to be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command/table/find.hpp"

namespace chatops::command::table {

struct TypedLine {
  std::vector<std::string> plain;  ///< before the cursor: neither options nor their values
  Match found;                     ///< what those name
  std::vector<std::pair<const Option*, std::string>> options;  ///< before the cursor, with values
  const Option* open = nullptr;  ///< the option whose value is at the cursor
  std::string prefix;            ///< of the word at the cursor, before that value: "--chart="
  std::string current;           ///< what is typed of the value, or the word
  bool only_words = false;       ///< after "--": no options any more

  /// The words of the command, without its path.
  std::vector<std::string> given() const {
    return {plain.begin() + static_cast<std::ptrdiff_t>(found.words), plain.end()};
  }
  /// The last value of an option, or "".
  std::string value(std::string_view name) const {
    std::string out;
    for (const auto& [option, text] : options) {
      if (option->name == name) out = text;
    }
    return out;
  }
  bool has(const Option& wanted) const {
    return std::any_of(options.begin(), options.end(),
                       [&](const auto& one) { return one.first->name == wanted.name; });
  }
};

namespace line_parts {

struct Split {
  const Option* option = nullptr;
  std::string_view before, value;  ///< "--chart=" and "1.2"
  bool whole = false;              ///< there is a value in this word
};

/// "--chart=1.2", "-es42" and "--chart"; `option` is null when the table knows none of that name.
inline Split split_option(const Command* command, std::string_view word) {
  if (word.starts_with("--")) {
    const std::size_t equals = word.find('=');
    const bool whole = equals != std::string_view::npos;
    return {.option = find_option(command, word.substr(2, whole ? equals - 2 : word.npos)),
            .before = whole ? word.substr(0, equals + 1) : word,
            .value = whole ? word.substr(equals + 1) : std::string_view(),
            .whole = whole};
  }
  const Option* option = find_option(command, word.substr(1, 1));
  const bool whole = word.size() > 2 && option != nullptr && option->kind != Kind::none;
  return {.option = option,
          .before = word.substr(0, 2),
          .value = whole ? word.substr(2) : std::string_view(),
          .whole = whole};
}

inline void take(TypedLine& line, const std::string& word) {
  if (line.open != nullptr) {
    line.options.emplace_back(std::exchange(line.open, nullptr), word);
  } else if (!line.only_words && word == "--") {
    line.only_words = true;
  } else if (!line.only_words && word.size() > 1 && word[0] == '-') {
    const Split split = split_option(line.found.command, word);
    if (split.option == nullptr) return;
    if (split.option->kind != Kind::none && !split.whole) {
      line.open = split.option;
    } else {
      line.options.emplace_back(split.option, std::string(split.value));
    }
  } else {
    line.plain.push_back(word);
    const bool open = line.found.group != nullptr && line.plain.size() == 2;
    if (line.found.command == nullptr || open) line.found = find_by_words(line.plain);
  }
}

}  // namespace line_parts

/// `words`: the command line after the program's name; the last one is being typed and may be "".
inline TypedLine typed_line(const std::vector<std::string>& words) {
  TypedLine line;
  if (words.empty()) return line;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) line_parts::take(line, words[i]);
  line.current = words.back();
  if (line.open != nullptr || line.only_words || line.current.size() < 2 || line.current[0] != '-')
    return line;
  const auto split = line_parts::split_option(line.found.command, words.back());
  if (!split.whole || split.option == nullptr || split.option->kind == Kind::none) return line;
  line.open = split.option;
  line.prefix = split.before;
  line.current = split.value;
  return line;
}

}  // namespace chatops::command::table

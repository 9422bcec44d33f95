// Completion from the table: which words fit at the cursor. Values that come from outside
// (environments, versions) are added by outside_values.hpp, from a cache.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "command/table/find.hpp"
#include "command/table/language.hpp"
#include "command/table/line.hpp"

namespace chatops::command::table {

struct Completion {
  std::string word, says;  ///< `says` may be ""
};

struct Completions {
  std::vector<Completion> words;
  TypedLine line;
  Kind wanted = Kind::none;    ///< kind of value that fits at the cursor; none = only `words`
  Said title{};                ///< over the values, where the kind does not say it
  bool without_space = false;  ///< a word goes on after what is offered: "api="
};

namespace complete_parts {

inline void add(Completions& out, std::string_view word, std::string_view says) {
  if (word.starts_with(out.line.current))
    out.words.push_back({out.line.prefix + std::string(word), std::string(says)});
}

inline void add_next_words(Completions& out, const Group* group, Language language) {
  for (const std::string_view word : next_words(group)) {
    const std::string path =
        (group != nullptr ? std::string(group->name) + " " : "") + std::string(word);
    const Command* row = find(path);
    const Group* inner = group == nullptr ? find_group(word) : nullptr;
    add(out, word,
        row != nullptr     ? in(language, row->summary)
        : inner != nullptr ? in(language, inner->summary)
                           : "");
  }
}

/// `help` takes the words of a command one by one.
inline void add_help_words(Completions& out, Language language) {
  const auto given = out.line.given();
  const Match found = find_by_words(given);
  if (given.empty()) {
    add_next_words(out, nullptr, language);
    for (const Topic& t : topics) {
      if (find(t.name) == nullptr && find_group(t.name) == nullptr)
        add(out, t.name, in(language, t.summary));
    }
  }
  if (given.size() == 1 && found.group != nullptr) add_next_words(out, found.group, language);
}

inline void add_values(Completions& out, Kind kind, Language language) {
  out.wanted = kind;
  if (kind == Kind::format) {
    for (const std::string_view word : {"table", "wide", "json", "yaml", "name"})
      add(out, word, "");
  } else if (kind == Kind::language) {
    add(out, "en", "English");
    add(out, "zh", "中文");
  } else if (kind == Kind::duration) {
    for (const std::string_view word : {"90s", "10m", "30m", "1h", "1h30m"}) add(out, word, "");
  } else if (kind == Kind::shell) {
    for (const std::string_view word : {"bash", "zsh", "fish"}) add(out, word, "");
  } else if (kind == Kind::notice) {
    for (const std::string_view word : {"bell", "desktop"}) add(out, word, "");
  } else if (kind == Kind::news) {
    for (const std::string_view word : mutable_notices) add(out, word, "");
  } else if (kind == Kind::check) {
    for (const std::string_view word : checks) add(out, word, "");
  } else if (kind == Kind::sync_target) {
    for (const std::string_view word : sync_words) add(out, word, "");
    out.wanted = Kind::component;
  } else if (kind == Kind::image_word) {
    for (const std::string_view word : image_words) add(out, word, "");
  } else if (kind == Kind::command) {
    add_help_words(out, language);
  }
}

/// Those already given are not offered again, unless they may be.
inline void add_options(Completions& out, Language language) {
  const Command* command = out.line.found.command;
  const auto offer = [&](const Option& o) {
    if (o.repeats || !out.line.has(o))
      add(out, "--" + std::string(o.name), in(language, o.summary));
  };
  if (command == nullptr) {
    for (const Option& o : common_options) offer(o);
    return;
  }
  for (const Option* o : options_of(*command)) offer(*o);
}

}  // namespace complete_parts

/// The positional at the cursor; null when it is no place for one.
inline const Positional* positional_of(const TypedLine& line) {
  if (line.found.command == nullptr || line.open != nullptr) return nullptr;
  const auto& declared = line.found.command->positionals;
  const std::size_t at = line.plain.size() - line.found.words;
  if (at < declared.size()) return &declared[at];
  return !declared.empty() && declared.back().repeats ? &declared.back() : nullptr;
}

/// `words`: the command line after the program's name; the last one is being typed and may be "".
inline Completions complete(const std::vector<std::string>& words, Language language) {
  namespace parts = complete_parts;
  Completions out;
  if (words.empty()) return out;
  out.line = typed_line(words);
  const TypedLine& line = out.line;
  if (line.open != nullptr) {
    parts::add_values(out, line.open->kind, language);
  } else if (line.current.starts_with('-') && !line.only_words) {
    parts::add_options(out, language);
  } else {
    const bool after_group = line.plain.size() == 1 && line.found.group != nullptr;
    if (line.plain.empty()) parts::add_next_words(out, nullptr, language);
    if (after_group) parts::add_next_words(out, line.found.group, language);
    const Positional* positional = line.found.command != nullptr ? positional_of(line) : nullptr;
    if (positional != nullptr) parts::add_values(out, positional->kind, language);
  }
  return out;
}

}  // namespace chatops::command::table

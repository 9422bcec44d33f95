// Completion from the table: which words fit at the cursor. Values that come from outside
// (environments, versions) are added by the caller, which knows a cache.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "command/table/find.hpp"
#include "command/table/language.hpp"

namespace chatops::command::table {

struct Completion {
  std::string word, says;  ///< `says` may be ""
};

struct Completions {
  std::vector<Completion> words;
  Kind wanted = Kind::none;  ///< kind of value that fits at the cursor; none = only `words`
};

namespace complete_parts {

inline void add(Completions& out, std::string_view current, std::string_view word,
                std::string_view says) {
  if (word.starts_with(current)) out.words.push_back({std::string(word), std::string(says)});
}

inline void add_values(Completions& out, Kind kind, std::string_view current, Language language) {
  out.wanted = kind;
  if (kind == Kind::format) {
    for (const std::string_view word : {"table", "wide", "json", "yaml", "name"})
      add(out, current, word, "");
  } else if (kind == Kind::language) {
    add(out, current, "en", "English");
    add(out, current, "zh", "中文");
  } else if (kind == Kind::command) {
    for (const Command& c : commands) add(out, current, c.path, in(language, c.summary));
  }
}

}  // namespace complete_parts

/// `words`: the command line after the program's name; the last one is being typed and may be "".
inline Completions complete(const std::vector<std::string>& words, Language language) {
  using complete_parts::add;
  using complete_parts::add_values;
  Completions out;
  if (words.empty()) return out;
  const std::string& current = words.back();
  std::vector<std::string>
      plain;  // words before the cursor that are neither options nor their values
  const Option* open = nullptr;  // option whose value is being typed
  const Command* command = nullptr;
  const Group* group = nullptr;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (open != nullptr) {
      open = nullptr;
    } else if (word.size() > 1 && word[0] == '-') {
      const std::string_view name = std::string_view(word).substr(word.starts_with("--") ? 2 : 1);
      const Option* option = find_option(command, name);
      if (option != nullptr && option->kind != Kind::none) open = option;
    } else {
      plain.push_back(word);
      const Found found = find_by_words(plain);
      command = found.command;
      group = found.group;
    }
  }
  if (open != nullptr) {
    add_values(out, open->kind, current, language);
    return out;
  }
  if (current.starts_with('-')) {
    for (const Option& o : common_options) {
      if (command == nullptr)
        add(out, current, "--" + std::string(o.name), in(language, o.summary));
    }
    if (command != nullptr) {
      for (const Option* o : options_of(*command))
        add(out, current, "--" + std::string(o->name), in(language, o->summary));
    }
    return out;
  }
  if (command == nullptr) {
    if (plain.empty() || group != nullptr) {
      for (const std::string_view word : next_words(plain.empty() ? nullptr : group)) {
        const std::string path =
            (group != nullptr && !plain.empty() ? std::string(group->name) + " " : "") +
            std::string(word);
        const Command* row = find(path);
        const Group* inner = find_group(word);
        add(out, current, word,
            row != nullptr     ? in(language, row->summary)
            : inner != nullptr ? in(language, inner->summary)
                               : "");
      }
    }
    return out;
  }
  const std::size_t at = plain.size() - find_by_words(plain).words;
  if (!command->positionals.empty()) {
    const Positional& last = command->positionals.back();
    if (at < command->positionals.size()) {
      add_values(out, command->positionals[at].kind, current, language);
    } else if (last.repeats) {
      add_values(out, last.kind, current, language);
    }
  }
  return out;
}

}  // namespace chatops::command::table

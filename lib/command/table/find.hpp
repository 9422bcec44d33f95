// Finds rows of the table: by words, and the nearest name when there is none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "command/table/rows.hpp"
#include "command/table/topics.hpp"

namespace chatops::command::table {

inline const Command* find(std::string_view path) {
  const auto row = std::find_if(commands.begin(), commands.end(),
                                [&](const Command& c) { return c.path == path; });
  return row == commands.end() ? nullptr : &*row;
}

inline const Group* find_group(std::string_view name) {
  const auto row =
      std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.name == name; });
  return row == groups.end() ? nullptr : &*row;
}

inline const Topic* find_topic(std::string_view name) {
  const auto row =
      std::find_if(topics.begin(), topics.end(), [&](const Topic& t) { return t.name == name; });
  return row == topics.end() ? nullptr : &*row;
}

/// The option called `name` ("output" or "o", without dashes) of `command` (may be null: common
/// ones only).
inline const Option* find_option(const Command* command, std::string_view name) {
  const auto is = [&](const Option& o) {
    return o.name == name || (name.size() == 1 && o.letter == name[0]);
  };
  if (command != nullptr) {
    if (const auto own = std::find_if(command->options.begin(), command->options.end(), is);
        own != command->options.end())
      return &*own;
    if (command->takes_environment && is(environment_option)) return &environment_option;
  } else if (is(environment_option)) {
    return &environment_option;  // may stand before the command
  }
  const auto common = std::find_if(common_options.begin(), common_options.end(), is);
  return common == common_options.end() ? nullptr : &*common;
}

/// All options of a command: its own first, then -e, then the common ones.
inline std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> all;
  for (const Option& o : command.options) all.push_back(&o);
  if (command.takes_environment) all.push_back(&environment_option);
  for (const Option& o : common_options) all.push_back(&o);
  return all;
}

/// Damerau-Levenshtein distance over the texts' units (neighbours swapped count once).
template <class Unit>
std::size_t distance(std::basic_string_view<Unit> a, std::basic_string_view<Unit> b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] =
          std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

/// The candidate that was probably meant, or "": at most a third of the word mistyped. Ties: the
/// first.
template <class Candidates>
std::string nearest(std::string_view word, const Candidates& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t d = distance(word, std::string_view(candidate));
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/// What people of kubectl and other programs write out of habit.
struct Alias {
  std::string_view word, means;
};
inline constexpr auto aliases =
    std::to_array<Alias>({{"ls", "list"}, {"rm", "delete"}, {"get", "show"}});

/// The word that an alias means; any other word stays.
inline std::string_view meant(std::string_view word) {
  const auto at = std::find_if(aliases.begin(), aliases.end(),
                               [&](const Alias& alias) { return alias.word == word; });
  return at == aliases.end() ? word : at->means;
}

/// What a command line's words come to: the row, or how far they got.
struct Match {
  const Command* command = nullptr;
  const Group* group = nullptr;  ///< set when the words end in, or leave, a group
  std::size_t words = 0;         ///< how many words belong to the path
};

template <class Words>
Match find_by_words(const Words& words) {
  Match found;
  if (words.empty()) return found;
  const std::string_view first = words[0];
  if (const Group* group = find_group(first)) {
    found = {.command = words.size() > 1
                            ? find(std::string(first) + " " + std::string(meant(words[1])))
                            : nullptr,
             .group = group,
             .words = 1};
    if (found.command != nullptr) {
      found.words = 2;
    } else {
      found.command = find(first);  // a word may be both: `serve`, `serve status`
    }
    return found;
  }
  found.command = find(first);
  found.words = found.command != nullptr ? 1 : 0;
  return found;
}

/// The words one may write first, or after a group's name.
inline std::vector<std::string_view> next_words(const Group* group) {
  std::vector<std::string_view> out;
  if (group == nullptr) {
    for (const Command& c : commands) {
      if (c.path.find(' ') == std::string_view::npos) out.push_back(c.path);
    }
    for (const Group& g : groups) {
      if (find(g.name) == nullptr) out.push_back(g.name);
    }
    return out;
  }
  for (const Command& c : commands) {
    if (c.path.starts_with(group->name) && c.path.size() > group->name.size() &&
        c.path[group->name.size()] == ' ') {
      out.push_back(c.path.substr(group->name.size() + 1));
    }
  }
  return out;
}

/// The pieces of "a, b, c".
inline std::vector<std::string_view> listed(std::string_view rest) {
  std::vector<std::string_view> out;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(", ");
    out.push_back(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 2);
  }
  return out;
}

/// The commands and topics that a command's help sends on to.
inline std::vector<std::string_view> see_also(const Command& command) {
  return listed(command.see_also);
}

/// The words one may write after `help`, or after `help` and a group's name.
inline std::vector<std::string_view> helped_words(const Group* group) {
  std::vector<std::string_view> out = next_words(group);
  if (group != nullptr) return out;
  for (const Topic& t : topics) {
    if (std::find(out.begin(), out.end(), t.name) == out.end()) out.push_back(t.name);
  }
  return out;
}

}  // namespace chatops::command::table

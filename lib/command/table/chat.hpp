// The table as a chat sees it: the commands that are open there, and what they are called in
// Chinese.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/width.hpp"
#include "command/table/find.hpp"

namespace chatops::command::table {

constexpr bool in_chat(const Command& command) { return (command.doors & bit_of(Door::chat)) != 0; }

/// The option as a chat explains it.
constexpr const Option& as_in_chat(const Option& option) {
  if (option.name == app_in_chat.name) return app_in_chat;
  return option.name == environment_option.name ? environment_in_chat : option;
}

/// find_by_words(), and by the Chinese names of commands and groups. Only the former finds what is
/// closed to a chat.
template <class Words>
Match find_in_chat(const Words& words) {
  if (words.empty()) return {};
  const std::string_view first = words[0];
  for (const Group& group : groups) {
    if (group.chat_name != first || words.size() < 2) continue;
    const Command* row = find(std::string(group.name) + " " + std::string(meant(words[1])));
    if (row != nullptr) return {.command = row, .group = &group, .words = 2};
  }
  for (const Command& command : commands) {
    for (const std::string_view name : listed(command.chat_names)) {
      if (in_chat(command) && name == first) return {.command = &command, .words = 1};
    }
  }
  for (const Group& group : groups) {
    if (group.chat_name == first && !first.empty()) return {.group = &group, .words = 1};
  }
  return find_by_words(words);
}

/// The words one may begin a chat line with, or write after a group's name.
inline std::vector<std::string_view> chat_words(const Group* group) {
  std::vector<std::string_view> out;
  const auto open_below = [](std::string_view word) {
    for (const Command& command : commands) {
      if (in_chat(command) && (command.path == word || (command.path.starts_with(word) &&
                                                        command.path[word.size()] == ' ')))
        return true;
    }
    return false;
  };
  for (const std::string_view word : next_words(group)) {
    const std::string path =
        group == nullptr ? std::string(word) : std::string(group->name) + " " + std::string(word);
    if (open_below(path)) out.push_back(word);
  }
  return out;
}

/// As nearest(), over characters and not bytes: one wrong Chinese character is one mistake.
template <class Candidates>
std::string nearest_in_chat(std::string_view word, const Candidates& candidates) {
  const auto characters = [](std::string_view text) {
    std::u32string out;
    while (!text.empty()) {
      const Decoded next = decode_utf8(text);
      out += next.character;
      text.remove_prefix(next.bytes);
    }
    return out;
  };
  const std::u32string wanted = characters(word);
  std::string best;
  std::size_t least = std::max<std::size_t>(wanted.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    const std::u32string other = characters(candidate);
    if (wanted.size() == 1 || other.size() == 1) continue;  // any letter is near any other
    const std::size_t d = distance(std::u32string_view(wanted), std::u32string_view(other));
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace chatops::command::table

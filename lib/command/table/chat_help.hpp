// Help as a chat shows it: short, of what is open there, and as one types it there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/table/chat.hpp"
#include "command/table/help.hpp"

namespace chatops::command::table {

namespace chat_help_parts {

inline constexpr int width = 72, columns = 24;

/// "chatops deploy …" as a chat line; "" for a line that is none there.
inline std::string as_typed(std::string_view line) {
  constexpr std::string_view program = "chatops ";
  if (!line.starts_with(program)) return {};
  return "/" + std::string(line.substr(program.size()));
}

/// An example works in a chat when it has no redirection and no option that a chat refuses.
inline bool works(const Command& command, std::string_view line) {
  if (line.find_first_of("<>|") != std::string_view::npos) return false;
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, blank);
    line.remove_prefix(std::min(blank + 1, line.size()));
    if (word.size() < 2 || word[0] != '-') continue;
    const Option* option = find_option(&command, word.substr(word.starts_with("--") ? 2 : 1));
    if (option == nullptr || option->chat != InChat::taken) return false;
  }
  return true;
}

inline std::string named(const Command& command) {
  const auto names = listed(command.chat_names);
  return "/" + std::string(command.path) +
         (names.empty() ? std::string() : " (" + std::string(names.front()) + ")");
}

inline std::string overview(Language language) {
  std::string out;
  for (const Command& command : commands) {
    if (in_chat(command))
      help_parts::row(out, named(command), in(language, command.summary), width, columns);
  }
  out +=
      language == Language::zh ? "\n命令的帮助：/help COMMAND\n" : "\nHelp on one: /help COMMAND\n";
  return out;
}

inline std::string page(const Command& command, Language language) {
  const bool zh = language == Language::zh;
  std::string out =
      std::string(in(language, command.summary)) + "\n\n  /" + std::string(command.path);
  for (const Positional& p : command.positionals) out += " " + help_parts::positional_text(p);
  out += "\n";
  const auto names = listed(command.chat_names);
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? (zh ? "  也可写作：" : "  also: ") : std::string(zh ? "、" : ", ")) +
           std::string(names[i]);
  if (!names.empty()) out += "\n";
  bool first = true;
  for (const Example& example : command.examples) {
    const bool of_a_terminal =
        in(language, example.says).find("chatops ") != std::string_view::npos;
    if (of_a_terminal || !works(command, example.line)) continue;
    const std::string line = as_typed(example.line);
    if (line.empty()) continue;
    if (first) out += zh ? "\n示例：\n" : "\nExamples:\n";
    first = false;
    help_parts::row(out, line, in(language, example.says), width, columns);
  }
  first = true;
  for (const Option* option : options_of(command)) {
    if (option->chat != InChat::taken || option->name == "help") continue;
    if (first) out += zh ? "\n选项：\n" : "\nOptions:\n";
    first = false;
    const Option& shown = as_in_chat(*option);
    help_parts::row(out, help_parts::option_text(shown), in(language, shown.summary), width,
                    columns);
  }
  return out;
}

}  // namespace chat_help_parts

/// What `/help WORDS` says in a chat; nothing when the words name nothing that is open there.
inline std::optional<std::string> chat_help_for(const std::vector<std::string>& words,
                                                Language language) {
  if (words.empty()) return chat_help_parts::overview(language);
  const Match found = find_in_chat(words);
  if (found.command != nullptr) {
    if (!in_chat(*found.command)) return std::nullopt;
    return chat_help_parts::page(*found.command, language);
  }
  if (found.group == nullptr || words.size() > 1) return std::nullopt;
  std::string out;
  for (const std::string_view word : chat_words(found.group)) {
    const Command* row = find(std::string(found.group->name) + " " + std::string(word));
    help_parts::row(out, chat_help_parts::named(*row), in(language, row->summary),
                    chat_help_parts::width, chat_help_parts::columns);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

}  // namespace chatops::command::table

// Completion of a chat line: the table's, as far as it is open there, and its Chinese names.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "command/chat_line.hpp"
#include "command/chat_tokens.hpp"
#include "command/table/chat.hpp"
#include "command/table/complete.hpp"

namespace chatops::command {

namespace {

using Words = std::vector<std::string>;

/// "/de" and "@bot de" alike: what stands before the command's first word.
struct Head {
  std::string slash;
  bool to_us = false;
};

Head take_head(Words& words, const BotNames& bots) {
  Head head;
  if (words.size() > 1 && words[0].starts_with('@')) {
    const std::string name = to_lower(std::string_view(words[0]).substr(1));
    for (const std::string& bot : bots) head.to_us = head.to_us || to_lower(bot) == name;
    if (head.to_us) words.erase(words.begin());
  }
  if (words[0].starts_with('/')) {
    head = {"/", true};
    words[0].erase(0, 1);
  }
  return head;
}

void add(ChatCompletions& out, std::string word, std::string_view says) {
  out.words.push_back({std::move(word), std::string(says)});
}

void add_first_words(ChatCompletions& out, const Head& head, table::Language language) {
  const auto offer_names = [&](std::string_view names, std::string_view says) {
    for (const auto name : table::listed(names)) {
      if (name.starts_with(out.current)) add(out, head.slash + std::string(name), says);
    }
  };
  for (const auto word : table::chat_words(nullptr)) {
    const table::Command* row = table::find(word);
    const table::Group* group = table::find_group(word);
    if (word.starts_with(out.current))
      add(out, head.slash + std::string(word),
          table::in(language, row != nullptr ? row->summary : group->summary));
  }
  // Who types Latin letters is not offered Chinese.
  if (out.current.empty() && language != table::Language::zh) return;
  for (const table::Command& command : table::commands) {
    if (table::in_chat(command))
      offer_names(command.chat_names, table::in(language, command.summary));
  }
}

/// Of what the table offers, what a chat takes.
bool offered(const table::Completions& found, const std::string& word) {
  const table::Match& match = found.line.found;
  if (word.starts_with("--")) {
    const table::Option* option = table::find_option(match.command, word.substr(2));
    return option != nullptr && option->chat == table::InChat::taken && option->name != "help";
  }
  if (match.command != nullptr || match.group == nullptr) return true;
  return among(table::chat_words(match.group), word);
}

}  // namespace

ChatCompletions complete_chat(std::string_view text, const BotNames& bots,
                              table::Language language) {
  ChatCompletions out;
  if (text.size() > chat_line_cap) return out;
  ChatTokens tokens = chat_tokens(text);
  if (tokens.fault == "control_characters") return out;
  Words words = std::move(tokens.words);
  if (tokens.after_blank) words.emplace_back();
  if (words.empty()) return out;
  const Head head = take_head(words, bots);
  out.current = words.back();
  if (words.size() == 1) {
    if (head.to_us) add_first_words(out, head, language);
    return out;
  }
  const Words before(words.begin(), words.end() - 1);
  const table::Match match = table::find_in_chat(before);
  if (match.command != nullptr) {
    if (!table::in_chat(*match.command)) return out;
    Words spelled;
    for (const auto word : split(match.command->path, ' ')) spelled.emplace_back(word);
    spelled.insert(spelled.end(), words.begin() + static_cast<std::ptrdiff_t>(match.words),
                   words.end());
    words = std::move(spelled);
  }
  const table::Completions found = table::complete(words, language);
  for (const table::Completion& one : found.words) {
    if (offered(found, one.word)) add(out, one.word, one.says);
  }
  out.wanted = found.wanted;
  out.prefix = found.line.prefix;
  out.current = found.line.current;
  if (found.line.found.command != nullptr) out.given = found.line.given();
  return out;
}

}  // namespace chatops::command

// Characters to words, words to the row they name; options and their values are argv's business.
// SPDX-License-Identifier: Apache-2.0
#include "command/chat_line.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/width.hpp"
#include "command/argv.hpp"
#include "command/chat_tokens.hpp"
#include "command/read.hpp"
#include "command/table/chat.hpp"

namespace chatops::command {

namespace {

using Words = std::vector<std::string>;

bool is_bot(std::string_view name, const BotNames& bots) {
  while (name.ends_with(':') || name.ends_with(',')) name.remove_suffix(1);
  const std::string wanted = to_lower(name);
  return std::any_of(bots.begin(), bots.end(),
                     [&](const std::string& bot) { return to_lower(bot) == wanted; });
}

/// "/deploy" and not "/usr/bin": a word as commands have them.
bool is_slash_word(std::string_view word) {
  if (!word.starts_with('/') || word.size() < 2) return false;
  return std::all_of(word.begin() + 1, word.end(), [](char c) {
    return is_letter(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
  });
}

bool is_flag(std::string_view word, std::string_view name, std::string_view letter) {
  return word == name || word == letter;
}

bool asks_for_help(const Words& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end,
                     [](const std::string& word) { return is_flag(word, "--help", "-h"); });
}

Words after(const Words& words, std::size_t count) {
  return {words.begin() + static_cast<std::ptrdiff_t>(count), words.end()};
}

[[noreturn]] void refuse(const Words& words, const table::Match& found) {
  const table::Group* group = found.group;
  std::vector<std::string_view> known = table::chat_words(group);
  if (group != nullptr && words.size() < 2) {
    std::string choices;
    for (const auto word : known) choices += (choices.empty() ? "" : ", ") + std::string(word);
    throw Error(Reason::usage_missing_argument, {{"what", std::string(group->name)},
                                                 {"group", std::string(group->name)},
                                                 {"try", choices}});
  }
  if (group == nullptr) {
    for (const table::Command& command : table::commands) {
      if (!table::in_chat(command)) continue;
      for (const auto name : table::listed(command.chat_names)) known.push_back(name);
    }
  }
  const std::string near = table::nearest_in_chat(words[group != nullptr ? 1 : 0], known);
  const std::string prefix = group != nullptr ? std::string(group->name) + " " : "";
  throw Error(Reason::usage_unknown_command, {{"what", prefix + words[group != nullptr ? 1 : 0]},
                                              {"try", near.empty() ? "" : "/" + prefix + near}});
}

/// Options that a chat does not know are told, those that mean nothing there go.
void settle_options(ParsedArgs& args) {
  std::erase_if(args.options, [&](const auto& one) {
    const table::Option* option = table::find_option(args.command, one.first);
    if (option != nullptr && option->chat == table::InChat::refused)
      throw Error(Reason::usage_bad_value, {{"what", "--" + one.first}, {"why", "option_in_chat"}});
    return option != nullptr && option->chat == table::InChat::ignored;
  });
}

ChatLine read_words(Words words) {
  if (words.empty()) words = {"help"};
  const table::Match found = table::find_in_chat(words);
  if (found.command == nullptr) refuse(words, found);
  Words spelled;
  for (const std::string_view word : split(found.command->path, ' ')) spelled.emplace_back(word);
  if (asks_for_help(words)) return {HelpRequest{.words = spelled}, ""};
  const Words rest = after(words, found.words);
  spelled.insert(spelled.end(), rest.begin(), rest.end());
  ParsedArgs args = parse_argv(spelled);
  settle_options(args);
  const Around around{.read_file = [](const std::string& path) -> Result<std::string> {
                        return failure(Reason::file_unreadable, {{"what", path}});
                      },
                      .form = true};
  return {read_request(args, around), args.get("app")};
}

/// The line's beginning says whom it is for; words behind it.
struct Addressed {
  bool to_us = false;
  Words words;
};

Addressed addressed(Words words, const BotNames& bots) {
  Addressed out;
  if (!words.empty() && words[0].starts_with('@') &&
      is_bot(std::string_view(words[0]).substr(1), bots)) {
    out.to_us = true;
    words.erase(words.begin());
  }
  if (!words.empty() && is_slash_word(words[0])) {
    out.to_us = true;
    words[0].erase(0, 1);
    if (is_bot(words[0], bots)) words.erase(words.begin());
  }
  out.words = std::move(words);
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool is_chat_line(std::string_view text, const BotNames& bots) {
  // A line that cannot be read is told so where its beginning is ours.
  const ChatTokens tokens = chat_tokens(text.substr(0, chat_line_cap));
  const Addressed line = addressed(tokens.words, bots);
  if (line.to_us) return true;
  if (!tokens.fault.empty() || line.words.empty() || is_ascii(line.words[0])) return false;
  const table::Match found = table::find_in_chat(line.words);
  if (found.command == nullptr || text.size() > chat_line_cap) return false;
  try {
    (void)read_words(line.words);
    return true;
  } catch (const Error&) {
    return false;  // people talk of environments too
  }
}

std::vector<std::string> chat_words(std::string_view text) {
  ChatTokens tokens = chat_tokens(text);
  std::string why = text.size() > chat_line_cap ? "too_long" : tokens.fault;
  if (!why.empty())
    throw Error(Reason::usage_bad_value, {{"what", "line"}, {"why", std::move(why)}});
  return std::move(tokens.words);
}

ChatLine read_chat_line(std::string_view text, const BotNames& bots) {
  return read_words(addressed(chat_words(text), bots).words);
}

}  // namespace chatops::command

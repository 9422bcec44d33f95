// A line of a chat to a request, by the same table as a terminal's: `/deploy api@feature-x`,
// `@bot branch api feature-x`, 部署. Pure, and used from any thread: what it is given comes from
// people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command/request.hpp"
#include "command/table/language.hpp"

namespace chatops::command {

inline constexpr std::size_t chat_line_cap = 4000;  ///< bytes

/// What the bot is called after "@", without case.
using BotNames = std::vector<std::string>;

/// The words of a line, as a shell would have them: blanks part them, '…' and "…" keep them
/// together, a backslash keeps what follows; nothing is expanded. Outside of quotes, full-width
/// punctuation is what it stands for, and a dash that an input method made of "--" is that again.
/// usage_bad_value, `what` = "line", `why` = too_long | control_characters | unclosed_quote.
std::vector<std::string> chat_words(std::string_view text);

/// True for what a person means for chatops: a line that begins with "/WORD" or with the bot's
/// name, or a whole line that a Chinese command begins and that fits it. Throws nothing.
bool is_chat_line(std::string_view text, const BotNames& bots);

struct ChatLine {
  Request request;
  std::string application;  ///< --app; "" = not said
};
/// The request that a line makes; "/" or the bot's name need not stand before it. Throws Error of
/// kind usage as parse_argv() and read_request() do, and for options that a chat refuses.
ChatLine read_chat_line(std::string_view text, const BotNames& bots);

struct ChatCompletion {
  std::string word, says;  ///< `word` stands in the place of the word that is typed
};
struct ChatCompletions {
  std::vector<ChatCompletion> words;
  table::Kind wanted = table::Kind::none;  ///< kind of value that fits besides
  std::string prefix;                      ///< before such a value: "--chart="
  std::string current;                     ///< what is typed of it
  std::vector<std::string> given;          ///< the command's words before it
};
/// What may stand at the end of a line that is being typed.
ChatCompletions complete_chat(std::string_view text, const BotNames& bots,
                              table::Language language);

}  // namespace chatops::command

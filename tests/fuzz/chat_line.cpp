// A line of a chat: read or refused, never more words than characters, the same every time, and
// taken for ours only as a whole.
// SPDX-License-Identifier: Apache-2.0
#include "command/chat_line.hpp"
#include "target.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

using namespace chatops;

FUZZ_TARGET(chat_line) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const command::BotNames bots{"bot"};
  (void)command::is_chat_line(text, bots);
  for (const auto language : {command::table::Language::en, command::table::Language::zh})
    (void)command::complete_chat(text, bots, language);
  try {
    const auto words = command::chat_words(text);
    require(words.size() <= text.size());
    const command::ChatLine line = command::read_chat_line(text, bots);
    const auto document = command::to_document(line.request);
    require(command::to_document(command::request_of(document)) == document);
    const auto& row = command::row_of(line.request);
    require(!command::path_of(line.request).empty() && !row.path.empty());
  } catch (const Error& error) {
    require(error.kind() != Kind::internal);
  }
  return 0;
}

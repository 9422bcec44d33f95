// The words of a chat line before anything is made of them. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatops::command {

struct ChatTokens {
  std::vector<std::string> words;
  std::string fault;         ///< control_characters | unclosed_quote; "" = none
  bool after_blank = false;  ///< the text ends between two words
};
/// As far as they can be read.
ChatTokens chat_tokens(std::string_view text);

}  // namespace chatops::command

// A message as a chat shows it: worded by `render` in the language of its group, put into a
// platform's form by chat/. And the actions that its buttons carry back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "card/card.hpp"

namespace chatops::core {

/// What a button does, bound to what it was shown for: an old card says so instead of acting.
struct Action {
  std::string name;  ///< "deploy", "environment", "mute", "rollback", "retry", "keep" …
  std::string application, environment, component, iteration;  ///< "" = not about one
  std::int64_t epoch = 0;                                      ///< of the environment; 0 = none yet
  std::int64_t revision = 0;                                   ///< of the deployment; 0 = none
  std::string card;    ///< the revision of the card; "" = it does not age
  std::string person;  ///< only this one may press it; "" = whoever may
  bool operator==(const Action&) const = default;
};
void to_json(nlohmann::json& out, const Action& value);
/// Throws state_damaged, `what` = the member.
void from_json(const nlohmann::json& in, Action& value);

enum class MessageTone { plain, busy, good, warning, bad };

struct MessageFact {
  std::string label, value, link;  ///< link "" = none
  bool operator==(const MessageFact&) const = default;
};

struct MessageButton {
  std::string label;
  card::Tone tone = card::Tone::plain;
  std::string link;  ///< opens this, and nothing is sent; "" = `action` is sent
  Action action;
  bool operator==(const MessageButton&) const = default;
};

struct MessageLink {
  std::string label, url;
  bool operator==(const MessageLink&) const = default;
};

/// All text is worded, and none of it is markup: a platform escapes it.
struct Message {
  std::string title;  ///< "" = plain text without a frame
  MessageTone tone = MessageTone::plain;
  std::string text;           ///< lines
  bool preformatted = false;  ///< `text` is a table: fixed width
  std::vector<MessageFact> facts;
  std::vector<std::string> log;  ///< last lines of a failure, oldest first
  std::vector<MessageLink> links;
  std::vector<MessageButton> buttons;
  bool operator==(const Message&) const = default;
};
void to_json(nlohmann::json& out, const Message& value);
void from_json(const nlohmann::json& in, Message& value);

}  // namespace chatops::core

// Messages and the actions of their buttons, to JSON and back.
// SPDX-License-Identifier: Apache-2.0
#include "core/message.hpp"

#include <array>

#include "core/fields.hpp"
#include "core/words.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

constexpr auto message_tone_words =
    std::to_array<Word<MessageTone>>({{MessageTone::plain, "plain"},
                                      {MessageTone::busy, "busy"},
                                      {MessageTone::good, "good"},
                                      {MessageTone::warning, "warning"},
                                      {MessageTone::bad, "bad"}});

}  // namespace

void to_json(json& out, const Action& value) {
  out = {{"name", value.name},
         {"application", value.application},
         {"environment", value.environment},
         {"component", value.component},
         {"iteration", value.iteration},
         {"epoch", value.epoch},
         {"revision", value.revision},
         {"card", value.card},
         {"person", value.person}};
}

void from_json(const json& in, Action& value) {
  const Fields fields(in);
  value = {.name = fields.need_text("name"),
           .application = fields.text("application"),
           .environment = fields.text("environment"),
           .component = fields.text("component"),
           .iteration = fields.text("iteration"),
           .epoch = fields.integer("epoch"),
           .revision = fields.integer("revision"),
           .card = fields.text("card"),
           .person = fields.text("person")};
}

static void to_json(json& out, const MessageFact& value) {
  out = {{"label", value.label}, {"value", value.value}, {"link", value.link}};
}

static void from_json(const json& in, MessageFact& value) {
  const Fields fields(in);
  value = {
      .label = fields.text("label"), .value = fields.text("value"), .link = fields.text("link")};
}

static void to_json(json& out, const MessageLink& value) {
  out = {{"label", value.label}, {"url", value.url}};
}

static void from_json(const json& in, MessageLink& value) {
  const Fields fields(in);
  value = {.label = fields.text("label"), .url = fields.need_text("url")};
}

static void to_json(json& out, const MessageButton& value) {
  out = {{"label", value.label},
         {"tone", find_word(tone_words, value.tone)},
         {"link", value.link},
         {"action", value.link.empty() ? json(value.action) : json()}};
}

static void from_json(const json& in, MessageButton& value) {
  const Fields fields(in);
  value = {.label = fields.text("label"),
           .tone = fields.word(
               "tone", [](std::string_view w) { return find_value<card::Tone>(tone_words, w); }),
           .link = fields.text("link"),
           .action = fields.maybe<Action>("action").value_or(Action{})};
}

void to_json(json& out, const Message& value) {
  out = {{"title", value.title}, {"tone", find_word(message_tone_words, value.tone)},
         {"text", value.text},   {"preformatted", value.preformatted},
         {"facts", value.facts}, {"log", value.log},
         {"links", value.links}, {"buttons", value.buttons}};
}

void from_json(const json& in, Message& value) {
  const Fields fields(in);
  value = {.title = fields.text("title"),
           .tone = fields.word(
               "tone",
               [](std::string_view w) { return find_value<MessageTone>(message_tone_words, w); }),
           .text = fields.text("text"),
           .preformatted = fields.flag("preformatted"),
           .facts = fields.array<MessageFact>("facts"),
           .log = fields.list("log"),
           .links = fields.array<MessageLink>("links"),
           .buttons = fields.array<MessageButton>("buttons")};
}

}  // namespace chatops::core

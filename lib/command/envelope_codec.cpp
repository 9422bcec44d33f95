// Every text has a length it may have: an envelope comes from outside.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "command/authorise.hpp"
#include "command/envelope.hpp"
#include "command/reply.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

constexpr int deepest = 64;
constexpr std::size_t longest_name = 256, longest_path = 4096, most_remotes = 64;

[[noreturn]] void bad(const char* what, const char* why) {
  throw Error(Reason::usage_bad_value, {{"what", what}, {"why", why}});
}

std::string text_of(const json& object, const char* name, std::size_t longest) {
  const auto at = object.find(name);
  if (at == object.end()) return {};
  if (!at->is_string()) bad(name, "not_text");
  auto text = at->get<std::string>();
  if (text.size() > longest) bad(name, "too_long");
  return text;
}

const json& object_of(const json& document, const char* name) {
  const auto at = document.find(name);
  if (at == document.end() || !at->is_object()) bad(name, "not_an_object");
  return *at;
}

json document_of(const CallerPlace& place) {
  json out = {{"folder", place.folder},
              {"remotes", place.remotes},
              {"environment", place.environment},
              {"used", place.used}};
  if (!place.group.empty()) out["group"] = place.group;
  if (place.unread) out["unread"] = to_document(*place.unread);
  return out;
}

CallerPlace place_of(const json& document) {
  CallerPlace out{.folder = text_of(document, "folder", longest_path),
                  .remotes = {},
                  .unread = {},
                  .environment = text_of(document, "environment", longest_name),
                  .used = text_of(document, "used", longest_name),
                  .group = {}};
  if (document.contains("group")) {
    const json& group = object_of(document, "group");
    out.group = {text_of(group, "platform", longest_name), text_of(group, "id", longest_name)};
  }
  const json remotes = document.value("remotes", json::array());
  if (!remotes.is_array() || remotes.size() > most_remotes) bad("remotes", "too_long");
  for (const json& remote : remotes) {
    if (!remote.is_string() || remote.get_ref<const std::string&>().size() > longest_path)
      bad("remotes", "too_long");
    out.remotes.push_back(remote.get<std::string>());
  }
  if (const auto at = document.find("unread"); at != document.end()) out.unread = error_of(*at);
  return out;
}

core::Actor actor_of(const json& document) {
  core::Actor out{.name = text_of(document, "name", longest_name)};
  out.id = text_of(document, "id", longest_name);
  const auto origin = core::origin_of(text_of(document, "origin", longest_name));
  if (!origin) bad("origin", "not_a_choice");
  out.origin = *origin;
  return out;
}

json parsed(std::string_view text) {
  if (text.size() > envelope_cap) bad("envelope", "too_long");
  bool deep = false;
  const auto watch = [&](int depth, json::parse_event_t, json&) {
    deep = deep || depth > deepest;
    return !deep;
  };
  json document = json::parse(text, watch, false);
  if (deep) bad("envelope", "too_deep");
  if (document.is_discarded() || !document.is_object()) bad("envelope", "not_json");
  return document;
}

}  // namespace

json to_document(const Envelope& envelope) {
  const core::Actor& actor = envelope.actor;
  return {
      {"protocol", envelope_protocol},
      {"application", envelope.application},
      {"actor", {{"id", actor.id}, {"name", actor.name}, {"origin", core::word_of(actor.origin)}}},
      {"door", word_of(envelope.door)},
      {"place", document_of(envelope.place)},
      {"language", envelope.language == table::Language::zh ? "zh" : "en"},
      {"key", envelope.key},
      {"request", to_document(envelope.request)}};
}

Envelope envelope_of(std::string_view text) {
  const json document = parsed(text);
  const auto protocol = document.find("protocol");
  if (protocol == document.end() || !protocol->is_number_integer()) bad("protocol", "not_a_number");
  if (*protocol != envelope_protocol) {
    throw Error(Reason::protocol_unsupported,
                {{"what", protocol->dump()}, {"try", std::to_string(envelope_protocol)}});
  }
  Envelope out;
  out.application = text_of(document, "application", longest_name);
  out.actor = actor_of(object_of(document, "actor"));
  const auto door = door_of(text_of(document, "door", longest_name));
  if (!door) bad("door", "not_a_choice");
  out.door = *door;
  out.place = place_of(object_of(document, "place"));
  const auto language = table::language_of(text_of(document, "language", longest_name));
  if (!language) bad("language", "not_a_choice");
  out.language = *language;
  out.key = text_of(document, "key", longest_name);
  out.request = request_of(object_of(document, "request"));
  return out;
}

}  // namespace chatops::command

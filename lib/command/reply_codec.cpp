// Errors, outcomes, needs and followings to JSON and back.
// SPDX-License-Identifier: Apache-2.0
#include "command/reply.hpp"

#include "command/card_codec.hpp"

namespace chatops {
namespace command {

using nlohmann::json;

NLOHMANN_JSON_SERIALIZE_ENUM(Means, {{Means::card, "card"},
                                     {Means::line, "line"},
                                     {Means::secret, "secret"},
                                     {Means::edit, "edit"}})
NLOHMANN_JSON_SERIALIZE_ENUM(Way, {{Way::to_the_end, "to_the_end"},
                                   {Way::until_started, "until_started"},
                                   {Way::only_look, "only_look"}})
NLOHMANN_JSON_SERIALIZE_ENUM(Says, {{Says::deployment, "deployment"},
                                    {Says::environment, "environment"},
                                    {Says::removal, "removal"}})

namespace {

[[noreturn]] void odd(std::string_view what) {
  throw Error(Reason::answer_odd, {{"what", std::string(what)}});
}

std::vector<Error> errors_of(const json& document, const char* member) {
  std::vector<Error> out;
  const auto at = document.find(member);
  if (at == document.end()) return out;
  for (const json& e : *at) out.push_back(error_of(e));
  return out;
}

}  // namespace

json list_of(const std::vector<Error>& errors) {
  json out = json::array();
  for (const Error& e : errors) out.push_back(to_document(e));
  return out;
}

Error error_of(const json& document) {
  auto error = core::error_in(document);
  if (!error) odd("error");
  return std::move(*error);
}

json to_document(const Outcome& outcome) {
  json out = {{"kind", outcome.kind}, {"body", outcome.body}, {"notes", list_of(outcome.notes)}};
  if (outcome.error) out["error"] = to_document(*outcome.error);
  if (outcome.code) out["code"] = *outcome.code;
  return out;
}

Outcome outcome_of(const json& document) {
  if (!document.is_object() || !document.contains("kind") || !document["kind"].is_string())
    odd("outcome");
  Outcome out{.kind = document["kind"].get<std::string>(),
              .body = document.value("body", json::object())};
  if (document.contains("error")) out.error = error_of(document["error"]);
  out.notes = errors_of(document, "notes");
  if (const auto code = document.find("code"); code != document.end() && code->is_number_integer())
    out.code = code->get<int>();
  return out;
}

json to_document(const Need& need) {
  json out = {{"card", json(need.card)},
              {"body", need.body},
              {"kind", need.kind},
              {"means", need.means},
              {"piped", need.piped}};
  if (need.unanswered) out["unanswered"] = to_document(*need.unanswered);
  if (need.editing) out["editing"] = {{"name", need.editing->name}, {"text", need.editing->text}};
  if (!need.notes.empty()) out["notes"] = list_of(need.notes);
  return out;
}

Need need_of(const json& document) {
  try {
    Need out{document.at("card").get<card::Card>(), document.at("body"),
             document.at("kind").get<std::string>()};
    if (const auto editing = document.find("editing"); editing != document.end())
      out.editing = {editing->at("name").get<std::string>(),
                     editing->at("text").get<std::string>()};
    out.notes = errors_of(document, "notes");
    out.means = document.value("means", Means::card);
    out.piped = document.value("piped", false);
    if (const auto said = document.find("unanswered"); said != document.end())
      out.unanswered = error_of(*said);
    return out;
  } catch (const json::exception&) {
    odd("need");
  }
}

json to_document(const Following& following) {
  json out = {{"application", following.application},
              {"environment", following.environment},
              {"revision", following.revision},
              {"way", following.way},
              {"timeout_ms", following.timeout_ms},
              {"says", following.says},
              {"body", following.body}};
  if (!following.notes.empty()) out["notes"] = list_of(following.notes);
  return out;
}

Following following_of(const json& document) {
  try {
    Following out;
    document.at("application").get_to(out.application);
    document.at("environment").get_to(out.environment);
    document.at("revision").get_to(out.revision);
    document.at("way").get_to(out.way);
    document.at("timeout_ms").get_to(out.timeout_ms);
    document.at("says").get_to(out.says);
    out.body = document.at("body");
    out.notes = errors_of(document, "notes");
    return out;
  } catch (const json::exception&) {
    odd("following");
  }
}

}  // namespace command
}  // namespace chatops

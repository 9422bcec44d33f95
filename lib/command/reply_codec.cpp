// Errors, outcomes and needs to JSON and back.
// SPDX-License-Identifier: Apache-2.0
#include "command/reply.hpp"

namespace chatops {
namespace card {
NLOHMANN_JSON_SERIALIZE_ENUM(FieldKind, {{FieldKind::shown, "shown"},
                                         {FieldKind::text, "text"},
                                         {FieldKind::choice, "choice"},
                                         {FieldKind::typed_confirmation, "typed_confirmation"}})
NLOHMANN_JSON_SERIALIZE_ENUM(Tone, {{Tone::plain, "plain"},
                                    {Tone::primary, "primary"},
                                    {Tone::danger, "danger"}})
NLOHMANN_JSON_SERIALIZE_ENUM(CellKind, {{CellKind::text, "text"},
                                        {CellKind::time, "time"},
                                        {CellKind::word, "word"},
                                        {CellKind::commit, "commit"}})
NLOHMANN_JSON_SERIALIZE_ENUM(PickMode, {{PickMode::follow, "follow"}, {PickMode::pin, "pin"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Field, id, kind, value, choices, required, free)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Column, code, kind)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Option, id, group, cells)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Pick, mode, value)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Button, id, tone)

static void to_json(nlohmann::json& out, const Row& row) {
  out = {{"id", row.id},         {"cells", row.cells},
         {"runs", row.runs},     {"pick", row.pick ? nlohmann::json(*row.pick) : nlohmann::json()},
         {"wanted", row.wanted}, {"options", row.options}};
}
static void from_json(const nlohmann::json& in, Row& row) {
  in.at("id").get_to(row.id);
  in.at("cells").get_to(row.cells);
  in.at("runs").get_to(row.runs);
  if (const auto& pick = in.at("pick"); !pick.is_null()) row.pick = pick.get<Pick>();
  in.at("wanted").get_to(row.wanted);
  in.at("options").get_to(row.options);
}
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Card, kind, subject, revision, settings, columns, option_columns,
                                   rows, buttons)
}  // namespace card

namespace command {

using nlohmann::json;

namespace {

[[noreturn]] void odd(std::string_view what) {
  throw Error(Reason::answer_odd, {{"what", std::string(what)}});
}

json list_of(const std::vector<Error>& errors) {
  json out = json::array();
  for (const Error& e : errors) out.push_back(to_document(e));
  return out;
}

std::vector<Error> errors_of(const json& document, const char* member) {
  std::vector<Error> out;
  const auto at = document.find(member);
  if (at == document.end()) return out;
  for (const json& e : *at) out.push_back(error_of(e));
  return out;
}

}  // namespace

json to_document(const Error& error) {
  json args = json::object();
  for (const auto& [name, value] : error.args.pairs()) args[name] = value;
  json out = {{"code", exit_code(error.kind())},
              {"reason", code_of(error.reason)},
              {"args", std::move(args)}};
  if (!error.context.empty()) out["during"] = error.context;
  if (!error.more.empty()) out["more"] = list_of(error.more);
  return out;
}

Error error_of(const json& document) {
  if (!document.is_object() || !document.contains("reason") || !document["reason"].is_string())
    odd("error");
  Error error(reason_of(document["reason"].get<std::string>()).value_or(Reason::internal_error));
  const json args = document.value("args", json::object());
  for (const auto& [name, value] : args.items()) {
    if (value.is_string()) error.args.set(name, value.get<std::string>());
  }
  error.context = document.value("during", std::vector<std::string>{});
  error.more = errors_of(document, "more");
  return error;
}

json to_document(const Outcome& outcome) {
  json out = {{"kind", outcome.kind}, {"body", outcome.body}, {"notes", list_of(outcome.notes)}};
  if (outcome.error) out["error"] = to_document(*outcome.error);
  return out;
}

Outcome outcome_of(const json& document) {
  if (!document.is_object() || !document.contains("kind") || !document["kind"].is_string())
    odd("outcome");
  Outcome out{.kind = document["kind"].get<std::string>(),
              .body = document.value("body", json::object())};
  if (document.contains("error")) out.error = error_of(document["error"]);
  out.notes = errors_of(document, "notes");
  return out;
}

json to_document(const Need& need) {
  return {{"card", json(need.card)}, {"body", need.body}, {"kind", need.kind}};
}

Need need_of(const json& document) {
  try {
    return {document.at("card").get<card::Card>(), document.at("body"),
            document.at("kind").get<std::string>()};
  } catch (const json::exception&) {
    odd("need");
  }
}

}  // namespace command
}  // namespace chatops

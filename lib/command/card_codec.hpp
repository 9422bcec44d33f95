// Cards and answers to JSON and back, for requests and replies. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "card/answer.hpp"

namespace chatops {
NLOHMANN_JSON_SERIALIZE_ENUM(NameKind, {{NameKind::any, "any"},
                                        {NameKind::namespace_name, "namespace"},
                                        {NameKind::domain, "domain"},
                                        {NameKind::environment, "environment"}})
}  // namespace chatops

namespace chatops::card {
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
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Field, id, kind, value, choices, required, free,
                                                label, wanted, cells, accepts)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Column, code, kind)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Option, id, group, cells)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Pick, mode, value)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Button, id, tone)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Besides, code, what, from, to)

inline void to_json(nlohmann::json& out, const Row& row) {
  out = {{"id", row.id},
         {"cells", row.cells},
         {"runs", row.runs},
         {"pick", row.pick ? nlohmann::json(*row.pick) : nlohmann::json()},
         {"wanted", row.wanted},
         {"options", row.options},
         {"runs_known", row.runs_known}};
}
inline void from_json(const nlohmann::json& in, Row& row) {
  in.at("id").get_to(row.id);
  in.at("cells").get_to(row.cells);
  in.at("runs").get_to(row.runs);
  if (const auto& pick = in.at("pick"); !pick.is_null()) row.pick = pick.get<Pick>();
  in.at("wanted").get_to(row.wanted);
  in.at("options").get_to(row.options);
  row.runs_known = in.value("runs_known", true);
}
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Card, kind, subject, revision, settings, columns, option_columns,
                                   rows, besides, buttons)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Answer, revision, button, settings, picks, seen,
                                                besides)
}  // namespace chatops::card

/// null = not answered yet.
template <>
struct nlohmann::adl_serializer<std::optional<chatops::card::Answer>> {
  static void to_json(json& out, const std::optional<chatops::card::Answer>& answer) {
    out = answer ? json(*answer) : json();
  }
  static void from_json(const json& in, std::optional<chatops::card::Answer>& answer) {
    answer.reset();
    if (!in.is_null()) answer = in.get<chatops::card::Answer>();
  }
};

// Forms to JSON, as the front of a chat reads them.
// SPDX-License-Identifier: Apache-2.0
#include "core/form.hpp"

#include <array>

#include "core/words.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

constexpr auto kind_words =
    std::to_array<Word<card::FieldKind>>({{card::FieldKind::shown, "shown"},
                                          {card::FieldKind::text, "text"},
                                          {card::FieldKind::choice, "choice"},
                                          {card::FieldKind::typed_confirmation, "typed"}});

}  // namespace

static void to_json(json& out, const FormChoice& value) {
  out = {{"value", value.value}, {"cells", value.cells}};
}

static void to_json(json& out, const FormField& value) {
  out = {{"id", value.id},
         {"label", value.label},
         {"kind", find_word(kind_words, value.kind)},
         {"value", value.value},
         {"choices", value.choices},
         {"required", value.required},
         {"free", value.free},
         {"wanted", value.wanted}};
}

static void to_json(json& out, const FormRow& value) {
  out = {{"id", value.id},         {"cells", value.cells},
         {"runs", value.runs},     {"runs_known", value.runs_known},
         {"pick", json()},         {"wanted", value.wanted},
         {"groups", value.groups}, {"options", value.options}};
  if (value.pick)
    out["pick"] = {{"mode", value.pick->mode == card::PickMode::pin ? "pin" : "follow"},
                   {"value", value.pick->value}};
}

static void to_json(json& out, const FormButton& value) {
  out = {{"id", value.id}, {"label", value.label}, {"tone", find_word(tone_words, value.tone)}};
}

static void to_json(json& out, const FormOption& value) {
  out = {{"id", value.id}, {"group", value.group}, {"cells", value.cells}};
}

void to_json(json& out, const Form& value) {
  out = {{"id", value.id},
         {"title", value.title},
         {"subject", value.subject},
         {"revision", value.revision},
         {"fields", value.fields},
         {"columns", value.columns},
         {"option_columns", value.option_columns},
         {"rows", value.rows},
         {"besides", value.besides},
         {"notes", value.notes},
         {"buttons", value.buttons}};
}

void to_json(json& out, const FormOptions& value) {
  out = {{"options", value.options}, {"more", value.more}};
}

}  // namespace chatops::core

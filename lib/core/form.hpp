// A form as a chat shows it: a card in words, small whatever there is to choose from, because the
// options of a row are asked for when it is opened.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "card/card.hpp"

namespace chatops::core {

struct FormChoice {
  std::string value;
  std::vector<std::string> cells;  ///< what is told of it, under Form::option_columns
  bool operator==(const FormChoice&) const = default;
};

/// card::Field in words.
struct FormField {
  std::string id, label;
  card::FieldKind kind = card::FieldKind::shown;
  std::string value;
  std::vector<FormChoice> choices;
  bool required = false, free = false;
  std::string wanted;  ///< as card::Field::wanted
  bool operator==(const FormField&) const = default;
};

/// card::Row in words, without its options.
struct FormRow {
  std::string id;
  std::vector<std::string> cells;  ///< under Form::columns
  std::string runs;
  bool runs_known = true;
  std::optional<card::Pick> pick;
  std::string wanted;
  std::vector<std::string> groups;  ///< of its options: what can be followed, at most 50
  std::size_t options = 0;          ///< how many there are
  bool operator==(const FormRow&) const = default;
};

struct FormButton {
  std::string id, label;
  card::Tone tone = card::Tone::plain;
  bool operator==(const FormButton&) const = default;
};

struct Form {
  std::string id;  ///< what an answer names; only the person who was given it may answer
  std::string title, subject, revision;
  std::vector<FormField> fields;
  std::vector<std::string> columns, option_columns;
  std::vector<FormRow> rows;
  std::vector<std::string> besides;  ///< what goes with the answer whatever is picked, a line each
  std::vector<std::string> notes;    ///< why it is asked again, and what is worth knowing first
  std::vector<FormButton> buttons;   ///< the first is what Enter means; "cancel" changes nothing
  bool operator==(const Form&) const = default;
};
void to_json(nlohmann::json& out, const Form& value);

/// One thing that a row can be set to.
struct FormOption {
  std::string id, group;
  std::vector<std::string> cells;
  bool operator==(const FormOption&) const = default;
};
struct FormOptions {
  std::vector<FormOption> options;  ///< newest first
  bool more = false;                ///< there are further ones that match
};
void to_json(nlohmann::json& out, const FormOptions& value);

}  // namespace chatops::core

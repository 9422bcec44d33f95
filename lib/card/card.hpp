// The neutral card: an interactive message as data, which a terminal shows as a form and a chat as
// buttons. It carries codes for its labels, no sentences; what a platform cannot show is that
// platform's business. Text in it comes from outside and is made safe where it is shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/names.hpp"

namespace chatops::card {

enum class FieldKind { shown, text, choice, typed_confirmation };

/// One setting. `typed_confirmation`: the answer must equal `value`.
struct Field {
  std::string id;  ///< also the code of its label, unless it has one of its own
  FieldKind kind = FieldKind::shown;
  std::string value;  ///< prefilled
  std::vector<std::string> choices;
  bool required = false;    ///< `text`: the answer may not be empty
  bool free = false;        ///< `choice`: a value that is not among the choices is taken too
  std::string label = {};   ///< its name outside (a pipeline's parameter), shown as it is
  std::string wanted = {};  ///< what `value` comes to, where that says more: a range's version
  /// What is told of each choice, under the card's `option_columns`; may be shorter.
  std::vector<std::vector<std::string>> cells = {};
  NameKind accepts = NameKind::any;  ///< what is typed must be such a name, where it is not empty
  bool operator==(const Field&) const = default;
};

/// How the cells of a column are read: as they are, as an RFC 3339 time (shown as an age), as a
/// code of the catalogue with the column's own code before it ("change.added"), as a commit.
enum class CellKind { text, time, word, commit };

struct Column {
  std::string code;  ///< of its head
  CellKind kind = CellKind::text;
  bool operator==(const Column&) const = default;
};

/// One thing that a row can be set to: an artifact of a component.
struct Option {
  std::string id;                  ///< a version
  std::string group;               ///< what it belongs to: a branch; "" = nobody knows
  std::vector<std::string> cells;  ///< under the card's `option_columns`
  bool operator==(const Option&) const = default;
};

/// What a row is set to: one option for good (`pin`), or whatever is newest of a group (`follow`).
enum class PickMode { follow, pin };
struct Pick {
  PickMode mode = PickMode::follow;
  std::string value;  ///< the group, or the option's id
  bool operator==(const Pick&) const = default;
};

/// One line a component, or a thing that goes; cells stand under the card's columns.
struct Row {
  std::string id;
  std::vector<std::string> cells;
  std::string runs;             ///< the option's id that runs now; "" = nothing does
  bool runs_known = true;       ///< false: something runs, and nobody knows what
  std::optional<Pick> pick;     ///< prefilled; nothing = the row is only shown
  std::string wanted;           ///< what `pick` comes to: an option's id; "" = it waits
  std::vector<Option> options;  ///< newest first
  bool operator==(const Row&) const = default;
};

/// Something that goes with the answer whatever is picked: a setting that no field is for, a row
/// that changes although its option keeps its name. `code`: "moved", "chart", "values" …
struct Besides {
  std::string code;
  std::string what, from, to;
  bool operator==(const Besides&) const = default;
};

enum class Tone { plain, primary, danger };

struct Button {
  std::string id;  ///< also the code of its label
  Tone tone = Tone::plain;
  bool operator==(const Button&) const = default;
};

struct Card {
  std::string kind;     ///< "deploy", "delete": the code of its title
  std::string subject;  ///< what it is about: an environment's name
  std::string
      revision;  ///< changes when what is asked changes; an answer to an older one is asked again
  std::vector<Field> settings;
  std::vector<Column> columns;         ///< of the rows' cells
  std::vector<Column> option_columns;  ///< of the options' cells
  std::vector<Row> rows;
  std::vector<Besides> besides;
  std::vector<Button> buttons;  ///< the first is what Enter means; "cancel" changes nothing
  bool operator==(const Card&) const = default;
};

/// True when there is more to answer than which button: the card is a form.
bool is_form(const Card& card);

}  // namespace chatops::card

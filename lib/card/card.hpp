// The neutral card: an interactive message as data, which a terminal shows as a form and a chat as
// buttons. It carries codes for its labels, no sentences; what a platform cannot show is that
// platform's business.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace chatops::card {

enum class FieldKind { shown, text, choice, typed_confirmation };

/// One setting. `typed_confirmation`: the answer must equal `value`.
struct Field {
  std::string id;  ///< also the code of its label
  FieldKind kind = FieldKind::shown;
  std::string value;
  std::vector<std::string> choices;
  bool operator==(const Field&) const = default;
};

/// One line a component, or a thing that goes; cells stand under the card's columns.
struct Row {
  std::string id;
  std::vector<std::string> cells;
  bool operator==(const Row&) const = default;
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
  std::vector<std::string> columns;  ///< codes
  std::vector<Row> rows;
  std::vector<Button> buttons;
  bool operator==(const Card&) const = default;
};

}  // namespace chatops::card

// What a form is at one moment, and what a key makes of it. Pure: drawing is in draw.hpp, the
// terminal in form.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "card/answer.hpp"
#include "terminal/edit.hpp"
#include "terminal/picker.hpp"

namespace chatops::terminal {

/// Something that can have the focus; `index` into the card's settings, rows or buttons.
struct FocusTarget {
  enum Kind : std::uint8_t { field, row, button } kind = field;
  std::size_t index = 0;
  bool operator==(const FocusTarget&) const = default;
};

enum class Ending : std::uint8_t {
  open,         ///< the form goes on
  answered,     ///< `answer` is it
  left,         ///< the person does not want to
  interrupted,  ///< Ctrl-C
  suspended,    ///< Ctrl-Z: goes on afterwards
  redraw,       ///< Ctrl-L: the whole screen again
};

struct State {
  const card::Card* card = nullptr;  ///< outlives the state
  card::Answer answer;
  std::vector<FocusTarget>
      targets;            ///< in the order of the screen; rows only those that match `filter`
  std::size_t focus = 0;  ///< among the targets
  Edit edit;              ///< of the text field that has the focus
  std::optional<Picker> picker;
  Edit filter;  ///< of rows
  bool filtering = false, help = false, leaving = false;
  std::vector<card::Problem>
      problems;           ///< of the last press of a button, and of names as they are typed
  card::Changes changes;  ///< what the answer comes to
  std::vector<std::size_t> wanted;  ///< by row: the option's index; none() = there is none
  std::string note;                 ///< lines; what to know first: why it is asked again
  std::size_t page = 10;            ///< how far Page Down goes
  Ending ending = Ending::open;

  const FocusTarget* focused() const { return focus < targets.size() ? &targets[focus] : nullptr; }
  /// The field under the focus when it is one to type in.
  const card::Field* typing() const;
};

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The form as it opens, on the first row that would change. `start`: as it was filled in before;
/// nothing = as the card prefills it.
State begin(const card::Card& card, const std::optional<card::Answer>& start = std::nullopt);
State step(State state, const Key& key);
/// True when the person has changed anything since the form was opened.
bool touched(const State& state);

}  // namespace chatops::terminal

// SPDX-License-Identifier: Apache-2.0
// Keys by what has the focus; what an answer means is card's business.
#include "terminal/state.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace chatops::terminal {

namespace {

using card::FieldKind;
using card::Pick;
using card::PickMode;

bool typed_in(const card::Field& field) {
  return field.kind == FieldKind::text || field.kind == FieldKind::typed_confirmation;
}

const card::Field& field_at(const State& state) {
  return state.card->settings[state.targets[state.focus].index];
}
const card::Row& row_at(const State& state) {
  return state.card->rows[state.targets[state.focus].index];
}

std::size_t option_index(const card::Row& row, const std::string& id) {
  const auto at = std::find_if(row.options.begin(), row.options.end(),
                               [&](const card::Option& option) { return option.id == id; });
  return at == row.options.end() ? none : static_cast<std::size_t>(at - row.options.begin());
}

/// Whether the row's name or what is wanted of it has the words of the filter.
bool matches(const State& state, std::size_t index, std::string_view filter) {
  const card::Row& row = state.card->rows[index];
  std::string hay = row.id + " " + row.runs;
  for (const std::string& cell : row.cells) hay += " " + cell;
  const auto pick = state.answer.picks.find(row.id);
  if (pick != state.answer.picks.end()) hay += " " + pick->second.value;
  if (state.wanted[index] != none) hay += " " + row.options[state.wanted[index]].id;
  hay = to_lower(hay);
  for (const std::string_view word : split(filter, ' ')) {
    if (hay.find(to_lower(word)) == std::string::npos) return false;
  }
  return true;
}

void enter_place(State& state) {
  const card::Field* field = state.typing();
  state.edit = Edit(field == nullptr ? std::string() : state.answer.settings[field->id]);
}

void go_to(State& state, std::size_t place) {
  state.focus = std::min(place, state.targets.empty() ? 0 : state.targets.size() - 1);
  enter_place(state);
}

std::size_t first_of(const State& state, FocusTarget::Kind kind) {
  const auto at = std::find_if(state.targets.begin(), state.targets.end(),
                               [&](const FocusTarget& target) { return target.kind == kind; });
  return static_cast<std::size_t>(at - state.targets.begin());
}

void arrange(State& state) {
  const std::optional<FocusTarget> before =
      state.focused() != nullptr ? std::optional(*state.focused()) : std::nullopt;
  state.targets.clear();
  const card::Card& card = *state.card;
  for (std::size_t i = 0; i < card.settings.size(); ++i) {
    if (card.settings[i].kind != FieldKind::shown) state.targets.push_back({FocusTarget::field, i});
  }
  for (std::size_t i = 0; i < card.rows.size(); ++i) {
    if (matches(state, i, state.filter.text)) state.targets.push_back({FocusTarget::row, i});
  }
  for (std::size_t i = 0; i < card.buttons.size(); ++i)
    state.targets.push_back({FocusTarget::button, i});
  const auto at =
      before ? std::find(state.targets.begin(), state.targets.end(), *before) : state.targets.end();
  const std::size_t row = first_of(state, FocusTarget::row);
  go_to(state, at != state.targets.end() ? static_cast<std::size_t>(at - state.targets.begin())
                                         : std::min(row, first_of(state, FocusTarget::button)));
}

void set_pick(State& state, std::size_t index, const Pick& pick) {
  const card::Row& row = state.card->rows[index];
  if (!row.pick) return;
  const std::string wanted = card::outcome_of(row, pick);
  state.answer.picks[row.id] = pick;
  state.answer.seen[row.id] = wanted;
  state.wanted[index] = option_index(row, wanted);
  state.changes = card::changes(*state.card, state.answer);
}

void set_field(State& state, const card::Field& field, const std::string& value) {
  state.answer.settings[field.id] = value;
  std::erase_if(state.problems, [&](const card::Problem& one) { return one.place == field.id; });
  if (const auto mistake = card::misnamed(field, value))
    state.problems.insert(state.problems.begin(), {field.id, *mistake});
  state.changes = card::changes(*state.card, state.answer);
}

void turn_choice(State& state, bool forward) {
  const card::Field& field = field_at(state);
  if (field.choices.empty()) return;
  const auto& choices = field.choices;
  const auto at = std::find(choices.begin(), choices.end(), state.answer.settings[field.id]);
  const std::size_t size = choices.size();
  const std::size_t now = static_cast<std::size_t>(at - choices.begin());
  const std::size_t next = at == choices.end() ? 0 : (now + (forward ? 1 : size - 1)) % size;
  set_field(state, field, choices[next]);
}

void press_button(State& state) {
  const card::Button& button = state.card->buttons[state.targets[state.focus].index];
  if (button.id == "cancel") {
    state.ending = Ending::left;
    return;
  }
  state.answer.button = button.id;
  state.problems = card::problems(*state.card, state.answer);
  if (state.problems.empty()) {
    state.ending = Ending::answered;
    return;
  }
  const std::string& wrong = state.problems.front().place;
  for (std::size_t i = 0; i < state.targets.size(); ++i) {
    const FocusTarget& target = state.targets[i];
    const bool here =
        (target.kind == FocusTarget::field && state.card->settings[target.index].id == wrong) ||
        (target.kind == FocusTarget::row && state.card->rows[target.index].id == wrong);
    if (here) return go_to(state, i);
  }
}

void open_picker(State& state) {
  const FocusTarget target = *state.focused();
  if (target.kind == FocusTarget::field) {
    const card::Field& field = field_at(state);
    state.picker = pick_choice(field, state.answer.settings[field.id]);
  } else if (const card::Row& row = row_at(state); row.pick) {
    state.picker = pick_option(row, state.answer.picks.at(row.id));
  }
}

void take_picked(State& state) {
  const auto taken = state.picker->taken();
  if (!taken) return;
  const FocusTarget target = *state.focused();
  if (target.kind == FocusTarget::field) {
    set_field(state, field_at(state), taken->value);
    // A card that asks one thing is answered by it.
    if (state.card->rows.empty()) go_to(state, state.focus + 1);
  } else {
    set_pick(state, target.index, *taken);
  }
  state.picker.reset();
}

void press_enter(State& state) {
  const FocusTarget* target = state.focused();
  if (target == nullptr) return;
  if (target->kind == FocusTarget::button) return press_button(state);
  if (state.typing() != nullptr) return go_to(state, state.focus + 1);
  open_picker(state);
}

void leave(State& state) {
  if (!state.filter.text.empty()) {
    state.filter = Edit();
    arrange(state);
  } else if (touched(state) && !state.leaving) {
    state.leaving = true;
  } else {
    state.ending = Ending::left;
  }
}

void follow_row(State& state) {
  const FocusTarget target = *state.focused();
  const card::Row& row = row_at(state);
  if (!row.pick || state.answer.picks.at(row.id).mode == PickMode::follow) return;
  const std::size_t option = state.wanted[target.index];
  if (option == none || row.options[option].group.empty()) return open_picker(state);
  set_pick(state, target.index, {PickMode::follow, row.options[option].group});
}

void pin_row(State& state) {
  const FocusTarget target = *state.focused();
  const card::Row& row = row_at(state);
  if (row.pick && state.wanted[target.index] != none)
    set_pick(state, target.index, {PickMode::pin, row.options[state.wanted[target.index]].id});
}

void reset_place(State& state) {
  const FocusTarget target = *state.focused();
  if (target.kind == FocusTarget::row && row_at(state).pick)
    set_pick(state, target.index, *row_at(state).pick);
  if (target.kind == FocusTarget::field) set_field(state, field_at(state), field_at(state).value);
}

/// A letter where no text is typed.
void command(State& state, std::string_view letter) {
  const FocusTarget* target = state.focused();
  const bool row = target != nullptr && target->kind == FocusTarget::row;
  if (letter == "q") leave(state);
  if (letter == "?") state.help = true;
  if (letter == "d") go_to(state, first_of(state, FocusTarget::button));
  if (letter == "/") state.filtering = true;
  if (letter == " ") press_enter(state);
  if (letter == "f" && row) follow_row(state);
  if (letter == "p" && row) pin_row(state);
  if (letter == "r" && target != nullptr) reset_place(state);
}

bool moved(State& state, const Key& key) {
  const bool control = key.press == Press::control;
  const auto is = [&](Press press, const char* letter) {
    return key.press == press || (control && key.text == letter);
  };
  if (is(Press::up, "p") || key.press == Press::back_tab) {
    go_to(state, state.focus - (state.focus > 0 ? 1 : 0));
  } else if (is(Press::down, "n") || key.press == Press::tab) {
    go_to(state, state.focus + 1);
  } else if (key.press == Press::page_up) {
    go_to(state, state.focus - std::min(state.focus, state.page));
  } else if (key.press == Press::page_down) {
    go_to(state, state.focus + state.page);
  } else if (control && key.text == "d") {
    go_to(state, first_of(state, FocusTarget::button));
  } else {
    return false;
  }
  return true;
}

/// Keys of the thing that has the focus; false when it has no use for the key.
bool focused_key(State& state, const Key& key) {
  if (const card::Field* field = state.typing()) {
    if (!state.edit.apply(key)) return false;
    set_field(state, *field, state.edit.text);
    return true;
  }
  const FocusTarget* target = state.focused();
  const bool right = key.press == Press::right;
  if (target == nullptr || (!right && key.press != Press::left)) return false;
  if (target->kind == FocusTarget::field) turn_choice(state, right);
  if (target->kind == FocusTarget::row && right) open_picker(state);
  if (target->kind == FocusTarget::button)
    go_to(state, right ? state.focus + 1
                       : std::max(state.focus, first_of(state, FocusTarget::button) + 1) - 1);
  return true;
}

void list_key(State& state, const Key& key) {
  if (moved(state, key) || focused_key(state, key)) return;
  switch (key.press) {
    case Press::enter: return press_enter(state);
    case Press::escape: return leave(state);
    case Press::home: return go_to(state, 0);
    case Press::end: return go_to(state, state.targets.size());
    case Press::text: break;
    default: return;
  }
  if (!key.pasted) command(state, key.text);
}

void filter_key(State& state, const Key& key) {
  if (key.press == Press::escape) state.filter = Edit();
  if (key.press == Press::escape || key.press == Press::enter) state.filtering = false;
  if (state.filter.apply(key) || key.press == Press::escape) return arrange(state);
  if (moved(state, key)) state.filtering = false;
}

void picker_key(State& state, const Key& key) {
  if (key.press == Press::enter) return take_picked(state);
  if (key.press != Press::escape) return state.picker->apply(key, state.page);
  if (state.picker->filter.text.empty())
    state.picker.reset();
  else
    state.picker->apply({Press::control, "u"}, state.page);
}

/// Keys that mean the same everywhere.
bool everywhere(State& state, const Key& key) {
  if (key.press != Press::control) return false;
  if (key.text == "c") state.ending = Ending::interrupted;
  if (key.text == "z") state.ending = Ending::suspended;
  if (key.text == "l") state.ending = Ending::redraw;
  return state.ending != Ending::open;
}

void one_key(State& state, const Key& key) {
  if (everywhere(state, key)) return;
  const bool asked = std::exchange(state.leaving, false);
  if (state.help) {
    state.help = false;
  } else if (state.picker) {
    picker_key(state, key);
  } else if (state.filtering) {
    filter_key(state, key);
  } else if (asked && (key.press == Press::escape || (key.text == "q" && !state.typing()))) {
    state.ending = Ending::left;
  } else {
    list_key(state, key);
  }
}

}  // namespace

const card::Field* State::typing() const {
  const FocusTarget* target = focused();
  if (target == nullptr || target->kind != FocusTarget::field) return nullptr;
  const card::Field& field = card->settings[target->index];
  return typed_in(field) ? &field : nullptr;
}

bool touched(const State& state) {
  const card::Answer before = card::prefilled(*state.card);
  return before.settings != state.answer.settings || before.picks != state.answer.picks;
}

State begin(const card::Card& card, const std::optional<card::Answer>& start) {
  State state;
  state.card = &card;
  state.answer = start ? *start : card::prefilled(card);
  for (const card::Row& row : card.rows) {
    const auto pick = state.answer.picks.find(row.id);
    const bool set = row.pick && pick != state.answer.picks.end();
    state.wanted.push_back(option_index(row, set ? card::outcome_of(row, pick->second) : row.runs));
  }
  state.changes = card::changes(card, state.answer);
  arrange(state);
  std::size_t first =
      std::min(first_of(state, FocusTarget::row), first_of(state, FocusTarget::field));
  if (first_of(state, FocusTarget::row) < state.targets.size())
    first = first_of(state, FocusTarget::row);
  for (std::size_t i = 0; i < state.targets.size() && !state.changes.rows.empty(); ++i) {
    const FocusTarget& target = state.targets[i];
    if (target.kind == FocusTarget::row &&
        card.rows[target.index].id == state.changes.rows.front().row)
      first = i;
  }
  go_to(state, first);
  return state;
}

State step(State state, const Key& key) {
  state.ending = Ending::open;
  const bool letters = key.press == Press::text && !key.pasted && key.text.size() > 1 &&
                       !state.picker && !state.filtering && state.typing() == nullptr;
  if (!letters) {
    one_key(state, key);
    return state;
  }
  // Typed faster than read: several commands in one piece.
  for (const char letter : key.text) {
    if (state.ending == Ending::open) state = step(std::move(state), {Press::text, {letter}});
  }
  return state;
}

}  // namespace chatops::terminal

// The rules of answers; see answer.hpp for what is promised.
// SPDX-License-Identifier: Apache-2.0
#include "card/answer.hpp"

#include <algorithm>

namespace chatops::card {

namespace {

bool can_be_set(const Field& field) { return field.kind != FieldKind::shown; }

template <class Things>
auto* with_id(const Things& things, const std::string& id) {
  const auto at =
      std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
  return at == things.end() ? nullptr : &*at;
}

std::optional<Mistake> mistake_of(const Field& field, const std::string& value) {
  switch (field.kind) {
    case FieldKind::text:
      if (field.required && value.empty()) return Mistake::missing;
      return misnamed(field, value);
    case FieldKind::choice: {
      const bool listed =
          std::find(field.choices.begin(), field.choices.end(), value) != field.choices.end();
      if (listed || value == field.value) break;
      if (value.empty()) return Mistake::missing;
      if (!field.free) return Mistake::not_a_choice;
      return misnamed(field, value);
    }
    case FieldKind::typed_confirmation:
      if (value != field.value) return Mistake::not_typed;
      break;
    case FieldKind::shown: return Mistake::unknown_field;
  }
  return std::nullopt;
}

std::optional<Mistake> mistake_of(const Row& row, const Pick& pick) {
  if (!row.pick) return Mistake::unknown_row;
  if (pick.value.empty()) return Mistake::missing;
  if (pick == *row.pick || pick.mode == PickMode::follow) return std::nullopt;
  return with_id(row.options, pick.value) != nullptr ? std::nullopt
                                                     : std::optional(Mistake::unknown_option);
}

std::optional<RowChange> change_of(const Row& row, const Pick& pick) {
  const std::string to = outcome_of(row, pick);
  if (to.empty()) return RowChange{row.id, ChangeKind::waits, row.runs, pick.value};
  if (!row.runs_known) return RowChange{row.id, ChangeKind::changed, "", to};
  if (row.runs.empty()) return RowChange{row.id, ChangeKind::added, "", to};
  if (to != row.runs) return RowChange{row.id, ChangeKind::changed, row.runs, to};
  if (pick != *row.pick) return RowChange{row.id, ChangeKind::choice, row.runs, to};
  return std::nullopt;
}

}  // namespace

bool is_form(const Card& card) {
  return std::any_of(card.settings.begin(), card.settings.end(),
                     [](const Field& f) {
                       return f.kind == FieldKind::text || f.kind == FieldKind::choice;
                     }) ||
         std::any_of(card.rows.begin(), card.rows.end(),
                     [](const Row& row) { return row.pick.has_value(); });
}

Answer prefilled(const Card& card) {
  Answer answer{.revision = card.revision, .besides = card.besides};
  if (!card.buttons.empty()) answer.button = card.buttons.front().id;
  for (const Field& field : card.settings) {
    if (!can_be_set(field)) continue;
    answer.settings[field.id] =
        field.kind == FieldKind::typed_confirmation ? std::string() : field.value;
  }
  for (const Row& row : card.rows) {
    if (!row.pick) continue;
    answer.picks[row.id] = *row.pick;
    answer.seen[row.id] = row.wanted;
  }
  return answer;
}

std::string outcome_of(const Row& row, const Pick& pick) {
  if (row.pick && pick == *row.pick) return row.wanted;
  if (pick.mode == PickMode::pin) return pick.value;
  const auto newest =
      std::find_if(row.options.begin(), row.options.end(),
                   [&](const Option& option) { return option.group == pick.value; });
  return newest == row.options.end() ? std::string() : newest->id;
}

Changes changes(const Card& card, const Answer& answer) {
  Changes out;
  for (const Row& row : card.rows) {
    const auto pick = answer.picks.find(row.id);
    if (!row.pick || pick == answer.picks.end()) continue;
    if (auto change = change_of(row, pick->second)) out.rows.push_back(std::move(*change));
  }
  for (const Field& field : card.settings) {
    const auto value = answer.settings.find(field.id);
    if (!can_be_set(field) || field.kind == FieldKind::typed_confirmation ||
        value == answer.settings.end() || value->second == field.value)
      continue;
    out.settings.push_back({field.id, field.value, value->second});
  }
  out.besides = card.besides;
  return out;
}

std::optional<Mistake> misnamed(const Field& field, const std::string& value) {
  const auto fault = value.empty() ? std::nullopt : fault_of(field.accepts, value);
  if (!fault) return std::nullopt;
  switch (*fault) {
    case NameFault::empty: return Mistake::missing;
    case NameFault::reserved: return Mistake::reserved;
    case NameFault::too_long: return Mistake::too_long;
    case NameFault::characters: break;
  }
  return Mistake::characters;
}

std::vector<Problem> problems(const Card& card, const Answer& answer) {
  std::vector<Problem> out;
  if (answer.button == "cancel") return out;
  for (const Field& field : card.settings) {
    if (!can_be_set(field)) continue;
    const auto value = answer.settings.find(field.id);
    const std::string text = value == answer.settings.end() ? std::string() : value->second;
    if (const auto mistake = mistake_of(field, text)) out.push_back({field.id, *mistake});
  }
  for (const auto& [id, value] : answer.settings) {
    const Field* field = with_id(card.settings, id);
    if (field == nullptr || !can_be_set(*field)) out.push_back({id, Mistake::unknown_field});
  }
  for (const auto& [id, pick] : answer.picks) {
    const Row* row = with_id(card.rows, id);
    const auto mistake = row == nullptr ? Mistake::unknown_row : mistake_of(*row, pick);
    if (mistake) out.push_back({id, *mistake});
  }
  return out;
}

}  // namespace chatops::card

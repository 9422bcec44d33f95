// What a person answers to a card, and what that answer comes to: pure rules that every platform
// shares, so that a form in a terminal and a card in a chat can never mean different things.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "card/card.hpp"

namespace chatops::card {

struct Answer {
  std::string revision;                         ///< of the card that was answered
  std::string button;                           ///< which was pressed
  std::map<std::string, std::string> settings;  ///< by field; only those that can be set
  std::map<std::string, Pick> picks;            ///< by row; only those that can be set
  /// By row: the option's id that the person saw would run ("" = it waits). What is done must come
  /// to the same, else it is asked again.
  std::map<std::string, std::string> seen;
  std::vector<Besides> besides;  ///< as the person saw them
  bool operator==(const Answer&) const = default;
};

/// The answer as the card prefills it; `button` is the card's first.
Answer prefilled(const Card& card);

/// The option's id that the pick comes to: the newest of its group, or the pinned one. The pick
/// that the row came with comes to `row.wanted`. "" = the group has none yet: it waits and what
/// runs stays.
std::string outcome_of(const Row& row, const Pick& pick);

enum class ChangeKind { added, changed, waits, choice };  ///< `choice`: only what is kept to

/// One thing that the answer would change.
struct RowChange {
  std::string row;
  ChangeKind kind = ChangeKind::changed;
  std::string from, to;  ///< options' ids; `waits`: `to` is the group
  bool operator==(const RowChange&) const = default;
};
struct SettingChange {
  std::string field, from, to;
  bool operator==(const SettingChange&) const = default;
};
struct Changes {
  std::vector<RowChange> rows;  ///< in the card's order
  std::vector<SettingChange> settings;
  std::vector<Besides> besides;
  bool empty() const { return rows.empty() && settings.empty() && besides.empty(); }
  bool operator==(const Changes&) const = default;
};
/// Against what runs (rows; from "" where that is not known) and against what was prefilled
/// (settings).
Changes changes(const Card& card, const Answer& answer);

/// The last three: no such name as the field accepts.
enum class Mistake {
  missing,
  not_a_choice,
  unknown_field,
  unknown_row,
  unknown_option,
  not_typed,
  characters,
  too_long,
  reserved
};

struct Problem {
  std::string place;  ///< the field or row
  Mistake mistake = Mistake::missing;
  bool operator==(const Problem&) const = default;
};
/// What is wrong with a name whatever else will be typed or picked; nothing = it is one, it is
/// empty or the field takes other texts too.
std::optional<Mistake> misnamed(const Field& field, const std::string& value);

/// What keeps the answer from being taken; empty = nothing. An answer that cancels has no mistake.
std::vector<Problem> problems(const Card& card, const Answer& answer);

}  // namespace chatops::card

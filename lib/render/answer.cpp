// What a person chose in a form, in a few plain lines that stay where the form was.
// SPDX-License-Identifier: Apache-2.0
#include "card/answer.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string row_line(const Style& style, const card::RowChange& change, const card::Pick& pick) {
  const bool pinned = pick.mode == card::PickMode::pin;
  const Args args{{"row", change.row}, {"from", change.from}, {"to", change.to}};
  const std::string how =
      phrase(style, pinned ? "form.pinned" : "form.follows", {{"branch", pick.value}});
  switch (change.kind) {
    case card::ChangeKind::added: return phrase(style, "form.adds", args) + "  " + how;
    case card::ChangeKind::changed: return phrase(style, "form.changes", args) + "  " + how;
    case card::ChangeKind::waits: return phrase(style, "form.waiting", args);
    case card::ChangeKind::choice: break;
  }
  return phrase(style, pinned ? "form.keeps_pin" : "form.keeps_follow",
                {{"row", change.row}, {"to", pick.value}});
}

}  // namespace

std::string answer_text(const Style& style, const card::Card& card, const card::Answer& answer) {
  std::string out = phrase(style, "form." + card.kind, {{"subject", card.subject}}) + "\n";
  const card::Changes changes = card::changes(card, answer);
  for (const card::SettingChange& one : changes.settings) {
    out += "  " +
           phrase(style, "form.setting_changes",
                  {{"row", one.field}, {"from", one.from}, {"to", one.to}}) +
           "\n";
  }
  for (const card::RowChange& one : changes.rows)
    out += "  " + row_line(style, one, answer.picks.at(one.row)) + "\n";
  if (changes.empty()) out += "  " + phrase(style, "form.nothing") + "\n";
  return out;
}

}  // namespace chatops::render

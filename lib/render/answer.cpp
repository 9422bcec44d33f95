// What a person chose in a form, in a few plain lines that stay where the form was.
// SPDX-License-Identifier: Apache-2.0
#include "card/answer.hpp"

#include <algorithm>

#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string row_line(const Style& style, const card::RowChange& change, const card::Pick& pick) {
  const bool pinned = pick.mode == card::PickMode::pin;
  const bool unknown = change.kind == card::ChangeKind::changed && change.from.empty();
  const Args args{{"row", change.row},
                  {"from", unknown ? phrase(style, "form.not_known") : change.from},
                  {"to", change.to}};
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

/// A choice that stands alone is told even when it is the one that was offered first.
std::string setting_line(const Style& style, const card::Card& card,
                         const card::SettingChange& change) {
  const auto field = std::find_if(card.settings.begin(), card.settings.end(),
                                  [&](const card::Field& f) { return f.id == change.field; });
  const auto shown = [&](const std::string& value) {
    return value.empty() ? phrase(style, "form.empty") : value;
  };
  return phrase(style, card.rows.empty() ? "form.setting" : "form.setting_changes",
                {{"row", field_name(style.language, *field)},
                 {"from", shown(change.from)},
                 {"to", shown(change.to)}});
}

std::vector<card::SettingChange> told_settings(const card::Card& card, const card::Answer& answer,
                                               const card::Changes& changes) {
  if (!card.rows.empty()) return changes.settings;
  std::vector<card::SettingChange> out;
  for (const card::Field& field : card.settings) {
    if (const auto at = answer.settings.find(field.id); at != answer.settings.end())
      out.push_back({field.id, field.value, at->second});
  }
  return out;
}

}  // namespace

std::string besides_text(Language language, const card::Besides& besides) {
  return fill(label(language, "besides." + besides.code),
              {{"what", besides.what}, {"from", besides.from}, {"to", besides.to}});
}

std::string field_name(Language language, const card::Field& field) {
  const std::string code = "field." + field.id;
  if (!field.label.empty()) return field.label;
  return has_label(code) ? std::string(label(language, code)) : field.id;
}

std::string answer_text(const Style& style, const card::Card& card, const card::Answer& answer) {
  std::string out = phrase(style, "form." + card.kind, {{"subject", card.subject}}) + "\n";
  const card::Changes changes = card::changes(card, answer);
  const auto settings = told_settings(card, answer, changes);
  for (const card::SettingChange& one : settings)
    out += "  " + setting_line(style, card, one) + "\n";
  for (const card::RowChange& one : changes.rows)
    out += "  " + row_line(style, one, answer.picks.at(one.row)) + "\n";
  for (const card::Besides& one : changes.besides)
    out += "  " + besides_text(style.language, one) + "\n";
  if (settings.empty() && changes.rows.empty() && changes.besides.empty())
    out += "  " + phrase(style, "form.nothing") + "\n";
  return out;
}

}  // namespace chatops::render

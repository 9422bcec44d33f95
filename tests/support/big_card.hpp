// Made cards for tests and figures of forms: as many components and versions as one wants, and what
// comes from outside at its worst.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "card/card.hpp"

namespace chatops::test {

/// The moment at which the made cards are looked at: 2026-11-24T12:00:00Z.
inline Instant card_now() { return *from_rfc3339("2026-11-24T12:00:00Z"); }

inline card::Row made_row(const std::string& name, int options) {
  card::Row row{.id = name, .cells = {name, "ready"}};
  for (int i = options; i > 0; --i) {
    const std::string branch = i % 5 == 0 ? "feature/login" : i % 7 == 0 ? "release/1.4" : "main";
    const std::string slug = i % 5 == 0 ? "feature-login" : i % 7 == 0 ? "release-1.4" : "main";
    const auto built = card_now() - std::chrono::minutes(30 * (options - i) + 5);
    row.options.push_back(
        {slug + "-" + std::to_string(i),
         branch,
         {branch, std::to_string(i), to_rfc3339(built), i % 3 == 0 ? "lan" : "wu.xiaoming",
          "0a1b2c3d4e5f" + std::to_string(i)}});
  }
  row.pick = card::Pick{card::PickMode::follow, "main"};
  for (const card::Option& option : row.options) {
    if (option.group != "main") continue;
    if (row.wanted.empty()) row.wanted = option.id;
    row.runs = option.id;
    if (row.runs != row.wanted) break;
  }
  return row;
}

/// A deploy card with so many components, each with so many versions.
inline card::Card made_card(int rows, int options) {
  using card::FieldKind;
  card::Card card{.kind = "deploy", .subject = "sprint-42", .revision = "r1"};
  card.settings = {{"namespace", FieldKind::shown, "shop-sprint-42", {}},
                   {"domain", FieldKind::text, "sprint-42.example.com", {}, true},
                   {"class", FieldKind::choice, "aliyun", {"aliyun", "tencent", "onprem"}},
                   {"chart", FieldKind::choice, "~1.4", {"1.4.2", "1.4.1", "1.3.9"}, false, true},
                   {"region", FieldKind::text, "", {}}};
  card.columns = {{"component", card::CellKind::text}, {"state", card::CellKind::word}};
  card.option_columns = {{"branch", card::CellKind::text},
                         {"build", card::CellKind::text},
                         {"age", card::CellKind::time},
                         {"author", card::CellKind::text},
                         {"commit", card::CellKind::commit}};
  for (int i = 1; i <= rows; ++i) {
    const char* names[] = {"api", "web", "chat", "search", "billing", "mail"};
    const std::string name =
        names[(i - 1) % 6] + (i <= 6 ? std::string() : "-" + std::to_string(i));
    card.rows.push_back(made_row(name, options));
  }
  card.buttons = {{"deploy", card::Tone::primary},
                  {"remember", card::Tone::plain},
                  {"cancel", card::Tone::plain}};
  return card;
}

/// The same with texts from outside that try a terminal: escape sequences, double width, combining,
/// zero-width and right-to-left characters, broken UTF-8, very long names.
inline card::Card hostile_card() {
  card::Card card = made_card(5, 6);
  card.subject = "\x1b]0;owned\x07\x1b[2Jsprint";
  card.rows[0].cells[0] = "中文组件名称很长很长很长很长";
  card.rows[1].cells[0] = "e\xCC\x81\xCC\x81\xCC\x81 combining";
  card.rows[2].cells[0] = "\xE2\x80\xAEright\xE2\x80\x8Bzero \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D";
  card.rows[3].cells[0] =
      "broken\xFF\xC3(\x9B"
      "31m\r\nline";
  card.rows[4].cells[0] = std::string(300, 'x');
  for (card::Option& option : card.rows[0].options)
    option.cells[3] = "\x1b[31m王小明\x1b[0m\x08\x08";
  card.rows[1].runs.clear();
  card.rows[2].pick = card::Pick{card::PickMode::follow, "分支/很长的分支名称"};
  card.rows[2].wanted.clear();
  card.settings[0].value = "ns\x1b[5;5H\x07";
  return card;
}

}  // namespace chatops::test

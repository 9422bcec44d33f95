// Who is known, and what they did.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_people(const Style& style, const json& body) {
  Grid grid{heads(style, {"name", "who", "accounts", "email", "linked_by"}), {}};
  for (const json& person : at(body, "items")) {
    std::string accounts;
    for (const auto& [system, account] : at(person, "accounts").items())
      accounts += (accounts.empty() ? "" : ", ") + system + ":" + account.get<std::string>();
    grid.rows.push_back({{text_at(person, "name"), Tone::strong},
                         {text_at(person, "id")},
                         {accounts},
                         {text_at(person, "email")},
                         {text_at(person, "linked_by")}});
  }
  return to_text(style.out, grid);
}

Grid audit_grid(const Style& style, const json& entries) {
  const bool wide = style.format == Format::wide;
  Grid grid{heads(style, {"key", "age", "by", "door", "command", "environment", "outcome"}), {}};
  grid.headers.emplace_back(label(style.language, "reason"));
  if (wide) grid.headers.emplace_back(label(style.language, "who"));
  for (const json& entry : entries) {
    grid.rows.push_back({{text_at(entry, "sequence")},
                         {age_of(style, text_at(entry, "at"))},
                         {text_at(entry, "actor"), Tone::strong},
                         {text_at(entry, "door")},
                         {text_at(entry, "command")},
                         {text_at(entry, "environment")},
                         word_cell(style, "outcome", text_at(entry, "outcome")),
                         {text_at(entry, "reason")}});
    if (wide) grid.rows.back().push_back({text_at(entry, "actor_id")});
  }
  return grid;
}

std::string view_audit(const Style& style, const json& body) {
  return to_text(style.out, audit_grid(style, at(body, "items")));
}

}  // namespace chatops::render

// The deployments of an environment.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

namespace {

/// At most three by name, the others counted; all of them where there is room.
std::string changes_text(const Style& style, const json& deployment) {
  const json& changes = at(deployment, "changes");
  const std::size_t named = style.format == Format::wide ? changes.size() : 3;
  std::string out;
  for (std::size_t i = 0; i < changes.size() && i < named; ++i) {
    const std::string after = text_at(changes[i], "after");
    out += (out.empty() ? "" : ", ") + text_at(changes[i], "component") +
           (after.empty() ? "-" : "=" + after);
  }
  return changes.size() > named ? out + " +" + std::to_string(changes.size() - named) : out;
}

}  // namespace

std::string view_history(const Style& style, const json& body) {
  const bool wide = style.format == Format::wide;
  Grid grid{heads(style, {"revision", "status", "age", "by", "changes", "reason"}), {}};
  if (wide)
    grid.headers.insert(grid.headers.begin() + 3, {std::string(label(style.language, "began")),
                                                   std::string(label(style.language, "took"))});
  if (wide) grid.headers.emplace_back(label(style.language, "link"));
  for (const json& d : at(body, "items")) {
    const std::string back = text_at(d, "back_to");
    std::string what = changes_text(style, d);
    if (!back.empty())
      what = phrase(style, "phrase.rolls_back", {{"revision", back}}) +
             (what.empty() ? "" : ": " + what);
    if (at(d, "teardown") == json(true)) what = phrase(style, "phrase.tears_down");
    std::vector<Cell> row = {
        {text_at(d, "revision"), Tone::strong},
        word_cell(style, "status", text_at(d, "status")),
        {age_of(style, text_at(d, "created_at"))},
        {text_at(at(d, "actor"), "name") + " (" + text_at(at(d, "actor"), "origin") + ")"},
        {what},
        {text_at(d, "status") == "failed" ? cause_text(style, d) : reason_text(style, d)}};
    if (wide) {
      row.insert(row.begin() + 3, {{text_at(d, "started_at")}, {took_text(d)}});
      row.push_back({text_at(d, "link")});
    }
    grid.rows.push_back(std::move(row));
  }
  return to_text(style.out, grid);
}

}  // namespace chatops::render

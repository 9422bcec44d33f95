// One iteration and its issues.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

std::string view_iteration(const Style& style, const json& body) {
  std::string out = to_text(style.out, {iteration_heads(style), {iteration_row(style, body)}});
  if (const std::string goal = text_at(body, "goal"); !goal.empty())
    out += "\n" + safe_text(goal) + "\n";
  if (const std::string url = text_at(body, "url"); !url.empty()) out += safe_line(url) + "\n";
  Grid grid{heads(style, {"code", "type", "title", "status", "assignee"}), {}};
  for (const json& i : at(body, "issues")) {
    grid.rows.push_back({{text_at(i, "code"), Tone::strong},
                         {word_or(style, "issue", text_at(i, "type"))},
                         {text_at(i, "title")},
                         {text_at(i, "status")},
                         {text_at(at(i, "assignee"), "name")}});
  }
  return out + "\n" + to_text(style.out, grid);
}

}  // namespace chatops::render

// One iteration and its issues.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

Grid deployments_grid(const Style& style, const json& deployments) {
  Grid grid{heads(style, {"environment", "revision", "status", "age", "by", "reason"}), {}};
  for (const json& d : deployments) {
    grid.rows.push_back({{text_at(d, "environment")},
                         {text_at(d, "revision"), Tone::strong},
                         word_cell(style, "status", text_at(d, "status")),
                         {age_of(style, text_at(d, "created_at"))},
                         {text_at(at(d, "actor"), "name")},
                         {reason_text(style, d)}});
  }
  return grid;
}

}  // namespace

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
  out += "\n" + to_text(style.out, grid);
  if (const json& deployments = at(body, "deployments"); deployments.is_array())
    out += "\n" + to_text(style.out, deployments_grid(style, deployments));
  if (const json& done = at(body, "audit"); done.is_array() && !done.empty())
    out += "\n" + to_text(style.out, audit_grid(style, done));
  return out;
}

}  // namespace chatops::render

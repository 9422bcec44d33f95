// Artifacts, and who told of them.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

namespace {

/// Who told, or what is wrong with it.
Cell told_by(const Style& style, const json& artifact) {
  const std::string problem = text_at(at(artifact, "problem"), "reason");
  if (problem.empty()) return word_cell(style, "known", text_at(artifact, "known_from"));
  Cell cell = word_cell(style, "known", problem);
  cell.tone = Tone::bad;
  return cell;
}

}  // namespace

std::string view_artifacts(const Style& style, const json& body) {
  const bool wide = style.format == Format::wide;
  Grid grid{
      heads(style, {"component", "version", "branch", "build", "age", "author", "known_from"}), {}};
  if (wide)
    grid.headers.insert(grid.headers.end(), {std::string(label(style.language, "commit")),
                                             std::string(label(style.language, "digest"))});
  for (const json& a : at(body, "items")) {
    grid.rows.push_back({{text_at(a, "component"), Tone::strong},
                         {text_at(a, "version")},
                         {text_at(a, "branch")},
                         {text_at(a, "build")},
                         {age_of(style, text_at(a, "built_at"))},
                         {text_at(a, "author")},
                         told_by(style, a)});
    if (wide) {
      grid.rows.back().push_back({text_at(a, "commit")});
      grid.rows.back().push_back({text_at(a, "digest")});
    }
  }
  return to_text(style.out, grid);
}

}  // namespace chatops::render

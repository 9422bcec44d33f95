// Iterations as a list.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::vector<Cell> iteration_row(const Style& style, const json& i) {
  return {{text_at(i, "code"), Tone::strong},
          {text_at(i, "name")},
          word_cell(style, "iteration", text_at(i, "state")),
          {text_at(i, "starts_on")},
          {text_at(i, "ends_on")},
          {text_at(at(i, "owner"), "name")},
          {text_at(i, "issues_open")},
          {text_at(i, "issues_done")}};
}

std::vector<std::string> iteration_heads(const Style& style) {
  return heads(style, {"code", "name", "state", "starts", "ends", "owner", "open", "done"});
}

std::string view_iterations(const Style& style, const json& body) {
  Grid grid{iteration_heads(style), {}};
  for (const json& i : at(body, "items")) grid.rows.push_back(iteration_row(style, i));
  return to_text(style.out, grid);
}

}  // namespace chatops::render

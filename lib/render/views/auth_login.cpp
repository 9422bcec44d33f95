// A credential that was saved.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string system_name(const Style& style, const json& c) {
  const std::string use = text_at(c, "use");
  return std::string(label(style.language, "system." + text_at(c, "system"))) +
         (use.empty() ? "" : " (" + use + ")");
}

Grid uses_grid(const Style& style, const json& uses) {
  Grid grid{heads(style, {"use", "access", "scope"}), {}};
  for (const json& use : uses) {
    grid.rows.push_back({{std::string(label(style.language, "use." + text_at(use, "use")))},
                         health_cell(style, "access", text_at(use, "access")),
                         {text_at(use, "scope")}});
  }
  return grid;
}

std::string view_login(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.logged_in",
                           {{"system", system_name(style, body)},
                            {"host", text_at(body, "host")},
                            {"who", text_at(body, "who")},
                            {"team", text_at(body, "team")}}) +
                    "\n";
  out += phrase(style, "phrase.kept_in_" + text_at(body, "kept_in"),
                {{"place", text_at(body, "place")}}) +
         "\n";
  if (const json& uses = at(body, "uses"); !uses.empty())
    out += "\n" + to_text(style.out, uses_grid(style, uses));
  return out;
}

}  // namespace chatops::render

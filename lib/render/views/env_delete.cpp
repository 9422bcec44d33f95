// What goes with an environment, or went.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_removal(const Style& style, const json& body) {
  const Args args{{"environment", text_at(body, "environment")},
                  {"namespace", text_at(body, "namespace")},
                  {"domain", text_at(body, "domain")},
                  {"pipeline", text_at(body, "pipeline")}};
  if (at(body, "forgotten") == json(true))
    return phrase(style, at(body, "removed") == json(true) ? "phrase.forgotten" : "phrase.forgets",
                  args) +
           "\n";
  if (at(body, "removed") == json(true)) return phrase(style, "phrase.removed", args) + "\n";
  if (at(body, "never_deployed") == json(true))
    return phrase(style, "phrase.removes_record", args) + "\n";
  Grid grid{heads(style, {"component", "runs"}), {}};
  for (const json& line : at(body, "components"))
    grid.rows.push_back({{text_at(line, "component")}, {text_at(at(line, "runs"), "version")}});
  return phrase(style, "phrase.removes", args) + "\n\n" + to_text(style.out, grid);
}

}  // namespace chatops::render

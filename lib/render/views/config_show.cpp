// Settings and where they come from.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_settings(const Style& style, const json& body) {
  Grid grid{heads(style, {"setting", "value", "origin", "place"}), {}};
  for (const json& s : at(body, "items")) {
    const bool secret = at(s, "secret") == json(true);
    const std::string origin = text_at(s, "origin");
    const std::string shown =
        secret ? phrase(style, origin == "missing" ? "phrase.secret_missing" : "phrase.secret")
               : text_at(s, "value");
    grid.rows.push_back({{text_at(s, "name"), Tone::strong},
                         {shown, secret ? Tone::quiet : Tone::plain},
                         {word_or(style, "origin", origin)},
                         {text_at(s, "detail")}});
  }
  return to_text(style.out, grid);
}

}  // namespace chatops::render

// Which kinds of notices a group gets.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_notices(const Style& style, const json& body) {
  Grid grid{heads(style, {"notice", "state", "note"}), {}};
  for (const json& item : at(body, "items")) {
    const bool muted = at(item, "muted") == json(true);
    const std::string kind = text_at(item, "kind");
    grid.rows.push_back(
        {{kind, Tone::strong},
         {phrase(style, muted ? "notice.off" : "notice.on"), muted ? Tone::quiet : Tone::good},
         {word_or(style, "notice", kind)}});
  }
  return to_text(style.out, grid);
}

}  // namespace chatops::render

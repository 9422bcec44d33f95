// Credentials and what they may do.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string origin_text(const Style& style, const json& c) {
  return std::string(label(style.language, "origin." + text_at(c, "origin")));
}

std::string uses_with(const Style& style, const json& uses, std::string_view access) {
  std::string out;
  for (const json& use : uses) {
    if (text_at(use, "access") != access) continue;
    out += (out.empty()                      ? ""
            : style.language == Language::zh ? "、"
                                             : ", ") +
           std::string(label(style.language, "use." + text_at(use, "use")));
  }
  return out;
}

}  // namespace

Cell health_cell(const Style& style, const std::string& family, const std::string& word) {
  const Tone tone = word == "works" || word == "granted" || word == "ok"          ? Tone::good
                    : word == "refused" || word == "missing" || word == "problem" ? Tone::bad
                    : word == "note"                                              ? Tone::busy
                                                                                  : Tone::quiet;
  return {std::string(label(style.language, family + "." + word)), tone};
}

std::string view_credentials(const Style& style, const json& body) {
  const bool wide = style.format == Format::wide;
  Grid grid{heads(style, {"system", "host", "who", "origin", "state", "may", "may_not"}), {}};
  std::string details;
  for (const json& c : at(body, "items")) {
    const json& uses = at(c, "uses");
    grid.rows.push_back(
        {{system_name(style, c), Tone::strong},
         {text_at(c, "host")},
         {text_at(c, "who")},
         {origin_text(style, c) + (text_at(c, "detail").empty() ? "" : " " + text_at(c, "detail"))},
         health_cell(style, "credential", text_at(c, "state")),
         {uses_with(style, uses, "granted")},
         {uses_with(style, uses, "missing"), Tone::bad}});
    if (wide && !uses.empty()) {
      details += "\n" + coloured(style.out, Tone::strong, safe_line(system_name(style, c))) + "\n" +
                 to_text(style.out, uses_grid(style, uses));
    }
  }
  return to_text(style.out, grid) + details;
}

}  // namespace chatops::render

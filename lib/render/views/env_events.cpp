// What happened to an environment, where it is reached, and what goes on while its ports are.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

std::string view_events(const Style& style, const json& body) {
  Grid grid{heads(style, {"age", "count", "component", "object", "reason", "message"}),
            {},
            style.format == Format::wide};
  for (const json& event : at(body, "items")) {
    const bool warning = at(event, "warning") == json(true);
    const std::string count = text_at(event, "count");
    grid.rows.push_back({{age_of(style, text_at(event, "last"))},
                         {count == "1" ? "" : "x" + count},
                         {text_at(event, "component"), Tone::strong},
                         {text_at(event, "object_kind") + "/" + text_at(event, "object")},
                         {text_at(event, "reason"), warning ? Tone::bad : Tone::plain},
                         {text_at(event, "message")}});
  }
  const bool empty = grid.rows.empty();
  return (empty ? std::string() : to_text(style.out, grid)) + troubles_text(style, body);
}

std::string view_address(const Style&, const json& body) {
  return safe_line(text_at(body, "url")) + "\n";
}

std::string forward_line(const Style& style, const json& body) {
  const std::string type = text_at(body, "type");
  const Args pod{{"pod", text_at(body, "pod")}, {"component", text_at(body, "component")}};
  if (type != "listening" && type != "failed")
    return phrase(style, "phrase.forward_" + type, pod) + "\n";
  std::string out;
  for (const json& port : at(body, "ports")) {
    Args args = pod;
    args.set("local", text_at(port, "local")).set("remote", text_at(port, "remote"));
    if (const json& error = at(body, "error"); error.is_object())
      args.set("message", message_of(style.language, command::error_of(error)));
    out += phrase(style, "phrase.forward_" + type, args) + "\n";
  }
  return out;
}

}  // namespace chatops::render

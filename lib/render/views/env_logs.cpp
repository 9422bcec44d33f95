// Logs of containers: whose line it is stands before it, unless there is but one.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string line_of(const Style& style, const std::string& component, const std::string& pod,
                    const std::string& text, bool named) {
  if (!named) return safe_line(text) + "\n";
  const std::string whose = component + " " + pod + " | ";
  return coloured(style.out, Tone::quiet, safe_line(whose)) + safe_line(text) + "\n";
}

}  // namespace

std::string view_logs(const Style& style, const json& body) {
  const json& items = at(body, "items");
  std::string out;
  for (const json& log : items)
    for (const json& line : at(log, "lines"))
      if (line.is_string())
        out += line_of(style, text_at(log, "component"), text_at(log, "pod"),
                       line.get<std::string>(), items.size() > 1);
  return out;
}

std::string log_line(const Style& style, const command::Event& event) {
  if (for_scripts(style))
    return event.body.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  return line_of(style, text_at(event.body, "component"), text_at(event.body, "pod"),
                 text_at(event.body, "text"), true);
}

std::string log_joined_line(const Style& style, const json& body) {
  return phrase(style, "phrase.logs_joined",
                {{"component", text_at(body, "component")}, {"pod", text_at(body, "pod")}}) +
         "\n";
}

}  // namespace chatops::render

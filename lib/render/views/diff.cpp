// Which objects a deployment would change, as `kubectl diff` shows it.
// SPDX-License-Identifier: Apache-2.0
#include "render/diff.hpp"
#include "base/text.hpp"
#include "render/safe.hpp"
#include "render/views.hpp"
#include "render/yaml.hpp"

namespace chatops::render {

namespace {

std::string yaml_of(const json& object) { return object.is_null() ? "" : to_yaml(object); }

std::string coloured_diff(const Style& style, const std::string& text) {
  std::string out;
  for (const std::string_view line : lines_of(text)) {
    const char sign = line.empty() ? ' ' : line.front();
    const Tone tone = sign == '+'   ? Tone::good
                      : sign == '-' ? Tone::bad
                      : sign == '@' ? Tone::quiet
                                    : Tone::plain;
    out += coloured(style.out, tone, safe_line(line)) + "\n";
  }
  return out;
}

std::string change_text(const Style& style, const json& item) {
  const std::string ns = text_at(item, "namespace");
  const std::string name =
      text_at(item, "object_kind") + "/" + text_at(item, "name") + (ns.empty() ? "" : "  " + ns);
  std::string out = coloured(style.out, Tone::strong, safe_line(name)) + "  " +
                    word_cell(style, "diff", text_at(item, "change")).text + "\n";
  // One that would be refused has not been completed by the server: against that, everything
  // differs.
  if (const json& error = at(item, "error"); error.is_object()) {
    return out +
           coloured(style.out, Tone::bad, message_of(style.language, command::error_of(error))) +
           "\n";
  }
  return out + coloured_diff(style,
                             unified_diff(yaml_of(at(item, "before")), yaml_of(at(item, "after"))));
}

}  // namespace

std::string view_diff(const Style& style, const json& body) {
  std::string out;
  for (const json& item : at(body, "items"))
    out += (out.empty() ? "" : "\n") + change_text(style, item);
  return out;
}

}  // namespace chatops::render

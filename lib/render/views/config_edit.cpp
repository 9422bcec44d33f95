// What config edit made of a file.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string messages_of(const Style& style, const json& errors) {
  std::string out;
  for (const json& error : errors)
    out += "  " + message_of(style.language, command::error_of(error)) + "\n";
  return out;
}

std::string view_edited(const Style& style, const json& body) {
  const Args file{{"file", text_at(body, "file")}};
  const std::string problems = messages_of(style, at(body, "problems"));
  if (at(body, "written") == json(true))
    return problems + phrase(style, "phrase.edit_written", file) + "\n";
  return problems.empty() ? phrase(style, "phrase.edit_unchanged", file) + "\n" : problems;
}

std::string kept_text(const Style& style, const std::string& path) {
  return phrase(style, "phrase.edit_kept", {{"file", path}}) + "\n";
}

}  // namespace chatops::render

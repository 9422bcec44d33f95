// The simulators, for all three of their commands.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

/// A word as a POSIX shell reads it back.
std::string shell_word(const std::string& word) {
  static constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@,+%";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string view_sandbox(const Style& style, const json& body) {
  if (at(body, "running") != json(true)) return phrase(style, "phrase.sandbox_stopped") + "\n";
  std::string out = phrase(style, "phrase.sandbox_running",
                           {{"url", text_at(body, "url")}, {"pid", text_at(body, "pid")}}) +
                    "\n";
  if (const std::string file = text_at(body, "profile_file"); !file.empty()) {
    return out + phrase(style, "phrase.sandbox_profile", {{"file", file}}) + "\n";
  }
  if (at(body, "variables").empty()) return out;
  out += phrase(style, "phrase.sandbox_variables") + "\n\n";
  for (const auto& [name, value] : at(body, "variables").items())
    out += "  export " + name + "=" + shell_word(value.get<std::string>()) + "\n";
  return out;
}

}  // namespace chatops::render

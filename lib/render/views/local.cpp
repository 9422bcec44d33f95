// Configuration, version, help, sandbox, values and export.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"
#include "render/yaml.hpp"

namespace chatops::render {

namespace {

/// A word as a POSIX shell reads it back.
std::string shell_word(const std::string& word) {
  static constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@,+%";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

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

std::string view_check(const Style& style, const json& body) {
  if (at(body, "ok") != json(true)) return {};
  const bool whole = !text_at(body, "application").empty();
  return coloured(style.out, Tone::good,
                  phrase(style, whole ? "phrase.check_ok" : "phrase.check_user_ok")) +
         "\n";
}

std::string view_version(const Style& style, const json& body) {
  return phrase(style, "phrase.version", {{"version", text_at(body, "version")}}) + "\n";
}

std::string view_help(const Style&, const json& body) { return text_at(body, "text"); }

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

/// As they are delivered, for `helm -f`, nulls that remove something included; when wide, over the
/// chart's own.
std::string view_values(const Style& style, const json& body) {
  const char* shown = style.format == Format::wide ? "values" : "delivered";
  return safe_text(to_yaml(at(body, shown), at(body, "origins")));
}

std::string view_export(const Style& style, const json& body) {
  std::string out;
  for (const auto& [name, line] : at(at(body, "bill"), "components").items()) {
    out += "# " + safe_line(name + " " + text_at(line, "version") + " " + text_at(line, "digest")) +
           "\n";
  }
  for (const json& one : at(body, "left_out")) {
    const std::string what = safe_line(one.get<std::string>());
    out += "# " + phrase(style, "phrase.left_out", {{"what", what}}) + "\n";
  }
  if (at(body, "command").empty()) return out + safe_text(to_yaml(at(body, "values")));
  std::string command;
  for (const json& word : at(body, "command"))
    command += (command.empty() ? "" : " ") + shell_word(safe_line(word.get<std::string>()));
  return out + command + " <<'CHATOPS_VALUES'\n" + safe_text(to_yaml(at(body, "values"))) +
         "CHATOPS_VALUES\n";
}

}  // namespace chatops::render

// Credentials and what `doctor` finds.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

Cell state_cell(const Style& style, const std::string& family, const std::string& word) {
  const Tone tone = word == "works" || word == "granted" || word == "ok"          ? Tone::good
                    : word == "refused" || word == "missing" || word == "problem" ? Tone::bad
                    : word == "note"                                              ? Tone::busy
                                                                                  : Tone::quiet;
  return {std::string(label(style.language, family + "." + word)), tone};
}

std::string system_name(const Style& style, const json& c) {
  const std::string use = text_at(c, "use");
  return std::string(label(style.language, "system." + text_at(c, "system"))) +
         (use.empty() ? "" : " (" + use + ")");
}

std::string origin_text(const Style& style, const json& c) {
  return std::string(label(style.language, "origin." + text_at(c, "origin")));
}

Grid uses_grid(const Style& style, const json& uses) {
  Grid grid{heads(style, {"use", "access", "scope"}), {}};
  for (const json& use : uses) {
    grid.rows.push_back({{std::string(label(style.language, "use." + text_at(use, "use")))},
                         state_cell(style, "access", text_at(use, "access")),
                         {text_at(use, "scope")}});
  }
  return grid;
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

/// "tracker git": words of uses, one or many.
std::string uses_text(const Style& style, const std::string& words) {
  std::string out;
  for (const std::string_view word : split(words, ' '))
    out += (out.empty()                      ? ""
            : style.language == Language::zh ? "、"
                                             : ", ") +
           word_or(style, "use", std::string(word));
  return out;
}

/// "cd (cd:pipeline:r)": a use and its scope; "lan (personal)": who, and what kind of token.
std::string token_text(const Style& style, const std::string& what) {
  const std::size_t open = what.rfind(" (");
  if (open == std::string::npos || !what.ends_with(")")) return word_or(style, "use", what);
  const std::string inside = what.substr(open + 2, what.size() - open - 3);
  return word_or(style, "use", what.substr(0, open)) + " (" + word_or(style, "token", inside) + ")";
}

/// One line a finding; its own words where it is fine, the reason's where it is not.
std::string finding_line(const Style& style, const json& finding) {
  const std::string health = text_at(finding, "health");
  const Cell cell = state_cell(style, "health", health);
  const std::string title(label(style.language, "check." + text_at(finding, "check")));
  std::string out =
      coloured(style.out, cell.tone, cell.text) + "  " + coloured(style.out, Tone::strong, title);
  const bool tokens = text_at(finding, "check") == "tokens";
  const std::string what =
      tokens ? token_text(style, text_at(finding, "what")) : text_at(finding, "what");
  const std::string detail =
      tokens ? uses_text(style, text_at(finding, "detail")) : text_at(finding, "detail");
  if (!what.empty()) out += "  " + safe_line(what);
  if (!detail.empty()) out += "  " + safe_line(detail);
  out += "\n";
  const json& why = at(finding, "why");
  if (!why.is_object()) return out;
  const Error error = command::error_of(why);
  out += "    " + message_of(style.language, error) + "\n";
  const std::string hint = health == "unknown" ? "" : hint_of(style.language, error);
  if (!hint.empty())
    out += "    " + fill(label(style.language, "phrase.hint"), {{"hint", hint}}) + "\n";
  return out;
}

}  // namespace

std::string view_login(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.logged_in",
                           {{"system", system_name(style, body)},
                            {"host", text_at(body, "host")},
                            {"who", text_at(body, "who")},
                            {"team", text_at(body, "team")}}) +
                    "\n";
  out += phrase(style, "phrase.kept_in_" + text_at(body, "kept_in"),
                {{"place", text_at(body, "place")}}) +
         "\n";
  if (const json& uses = at(body, "uses"); !uses.empty())
    out += "\n" + to_text(style.out, uses_grid(style, uses));
  return out;
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
         state_cell(style, "credential", text_at(c, "state")),
         {uses_with(style, uses, "granted")},
         {uses_with(style, uses, "missing"), Tone::bad}});
    if (wide && !uses.empty()) {
      details += "\n" + coloured(style.out, Tone::strong, safe_line(system_name(style, c))) + "\n" +
                 to_text(style.out, uses_grid(style, uses));
    }
  }
  return to_text(style.out, grid) + details;
}

std::string view_logout(const Style& style, const json& body) {
  const Args args{{"system", system_name(style, body)}, {"host", text_at(body, "host")}};
  const bool any = !at(body, "removed").empty();
  return phrase(style, any ? "phrase.logged_out" : "phrase.nothing_kept", args) + "\n";
}

std::string view_findings(const Style& style, const json& body) {
  std::string fine, bad;
  int open = 0;
  for (const json& finding : at(body, "items")) {
    const std::string health = text_at(finding, "health");
    (health == "problem" ? bad : fine) += finding_line(style, finding);
    if (health == "unknown") ++open;
  }
  std::string missing;
  for (const json& word : at(body, "missing")) {
    if (!missing.empty()) missing += style.language == Language::zh ? "、" : ", ";
    missing += label(style.language, "missing." + word.get<std::string>());
  }
  std::string end = bad;
  if (!missing.empty()) end += phrase(style, "phrase.unready", {{"what", missing}}) + "\n";
  if (bad.empty() && missing.empty()) {
    end += phrase(style, open > 0 ? "phrase.healthy_as_far" : "phrase.healthy",
                  {{"count", std::to_string(open)}}) +
           "\n";
  }
  return fine + "\n" + end;
}

}  // namespace chatops::render

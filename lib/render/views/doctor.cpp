// What `doctor` found.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

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
  const Cell cell = health_cell(style, "health", health);
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
  // To be copied: nothing stands before its lines.
  if (const std::string text = text_at(finding, "text"); !text.empty())
    out += "\n" + safe_text(text) + "\n";
  return out;
}

}  // namespace

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

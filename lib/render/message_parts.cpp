// See message_parts.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "render/message_parts.hpp"

#include "base/text.hpp"
#include "render/messages.hpp"
#include "render/safe.hpp"

namespace chatops::render {

std::string card_line(std::string_view text) {
  constexpr std::size_t longest = 300;
  const std::string line = safe_line(text);
  return line.size() <= longest ? line : std::string(clip(line, longest)) + "…";
}

std::string said(const Style& style, std::string_view code, const Args& args) {
  Args lines;
  for (const auto& [name, value] : args.pairs()) lines.set(name, card_line(value));
  return as_typed_in_chat(phrase(style, code, lines));
}

std::string names_of(const Style& style, const json& list) {
  constexpr std::size_t most = 20;
  if (!list.is_array()) return {};
  std::vector<std::string> names;
  for (const json& one : list) {
    if (one.is_string() && names.size() < most) names.push_back(card_line(one.get<std::string>()));
  }
  std::string out = join(names, label(style.language, "message.comma"));
  if (list.size() > names.size())
    out += std::string(label(style.language, "message.comma")) +
           said(style, "form.more", {{"count", std::to_string(list.size() - names.size())}});
  return out;
}

bool is_web_address(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

void add_fact(const Style& style, core::Message& message, std::string_view code,
              const std::string& value, const std::string& link) {
  if (value.empty()) return;
  message.facts.push_back({std::string(label(style.language, "message.fact." + std::string(code))),
                           card_line(value), is_web_address(link) ? link : std::string()});
}

void add_link(core::Message& message, const std::string& label, const std::string& url) {
  constexpr std::size_t most = 20;
  if (is_web_address(url) && message.links.size() < most)
    message.links.push_back({card_line(label), url});
}

core::MessageButton button(const Style& style, std::string_view name, core::Action action,
                           card::Tone tone) {
  action.name = name;
  return {.label = std::string(label(style.language, "button." + std::string(name))),
          .tone = tone,
          .link = {},
          .action = std::move(action)};
}

std::string place_of(const json& body) {
  const std::string environment = text_at(body, "environment");
  const std::string application = text_at(body, "application");
  const bool told = at(body, "several") == json(true) && !application.empty();
  return told ? application + "/" + environment : environment;
}

std::string capped(const Style& style, std::string_view text) {
  const auto lines = lines_of(text);
  std::string out;
  std::size_t kept = 0;
  for (const std::string_view line : lines) {
    if (kept == most_chat_lines || out.size() + line.size() + 1 > most_chat_bytes) break;
    out += (kept++ == 0 ? "" : "\n") + std::string(line);
  }
  if (kept == 0 && !lines.empty()) {
    out = std::string(clip(lines.front(), most_chat_bytes)) + "…";
    kept = 1;
  }
  if (kept < lines.size())
    out +=
        "\n" + said(style, "message.lines_more", {{"count", std::to_string(lines.size() - kept)}});
  return out;
}

std::string moment_text(const std::string& rfc3339) {
  const auto when = from_rfc3339(rfc3339);
  if (!when) return {};
  const std::string text = to_rfc3339(*when);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string problems_text(const Style& style, const json& problems) {
  std::string out;
  if (!problems.is_array()) return out;
  for (const json& one : problems) {
    if (!one.is_object()) continue;
    out += (out.empty() ? "" : "\n") +
           as_typed_in_chat(message_of(style.language, command::error_of(one)));
  }
  return out;
}

}  // namespace chatops::render

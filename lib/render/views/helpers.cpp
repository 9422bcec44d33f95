// What the views share.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

const json& at(const json& object, std::string_view name) {
  static const json null;
  if (!object.is_object()) return null;
  const auto found = object.find(std::string(name));
  return found == object.end() ? null : *found;
}

std::string text_at(const json& object, std::string_view name) {
  const json& value = at(object, name);
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string age_of(const Style& style, const std::string& rfc3339) {
  const auto when = from_rfc3339(rfc3339);
  return when ? age(style.now - *when) : std::string();
}

std::string phrase(const Style& style, std::string_view code, const Args& args) {
  return fill(label(style.language, code), args);
}

Style on_standard_error(const Style& style) {
  Style out = style;
  out.out = style.err;
  return out;
}

std::vector<std::string> heads(const Style& style, std::initializer_list<std::string_view> codes) {
  std::vector<std::string> out;
  for (const std::string_view code : codes) out.emplace_back(label(style.language, code));
  return out;
}

void append_heads(const Style& style, Grid& grid, std::initializer_list<std::string_view> codes) {
  const auto more = heads(style, codes);
  grid.headers.insert(grid.headers.end(), more.begin(), more.end());
}

std::string word_or(const Style& style, std::string_view family, const std::string& word) {
  const std::string code = std::string(family) + "." + word;
  return has_label(code) ? std::string(label(style.language, code)) : word;
}

Cell word_cell(const Style& style, std::string_view family, const std::string& word) {
  if (word.empty()) return {};
  Tone tone = Tone::plain;
  if (word == "ready" || word == "succeeded" || word == "active" || word == "added" ||
      word == "updated")
    tone = Tone::good;
  if (word == "failed" || word == "unknown" || word == "canceled" || word == "stopped" ||
      word == "removed")
    tone = Tone::bad;
  if (word == "running" || word == "queued" || word == "intended" || word == "updating" ||
      word == "creating" || word == "approval" || word == "retiring" || word == "older" ||
      word == "moved" || word == "failed_ignored" || word == "superseded") {
    tone = Tone::busy;
  }
  if (word == "same" || word == "retired" || word == "skipped" || word == "ended")
    tone = Tone::quiet;
  return {std::string(label(style.language, std::string(family) + "." + word)), tone};
}

std::string choice_text(const Style& style, const json& choice) {
  if (choice.contains("follow")) {
    const std::string rule = text_at(choice, "follow");
    return rule.empty() ? phrase(style, "phrase.follow_newest")
                        : phrase(style, "phrase.follow", {{"rule", rule}});
  }
  if (!choice.contains("pin")) return {};
  return phrase(style, "phrase.pin_by",
                {{"by", text_at(choice, "by")}, {"why", text_at(choice, "why")}});
}

std::string reason_text(const Style& style, const json& deployment) {
  std::string text = text_at(deployment, "reason");
  const std::string code = "reason." + text;
  return has_label(code) ? std::string(label(style.language, code)) : text;
}

std::string cause_text(const Style& style, const json& deployment) {
  if (text_at(deployment, "status") == "succeeded") return {};
  const auto reason = reason_of(text_at(deployment, "cause_reason"));
  const json& args = at(deployment, "cause_args");
  // A stage's arguments are about what the cluster said; its own words are the cause.
  if (!reason || *reason == Reason::stage_failed || !args.is_object() || args.empty())
    return text_at(deployment, "cause");
  Error why(*reason);
  for (const auto& [name, value] : args.items())
    if (value.is_string()) why.args.set(name, value.get<std::string>());
  return message_of(style.language, why);
}

std::string took_text(const json& deployment) {
  const auto began = from_rfc3339(text_at(deployment, "started_at"));
  const auto ended = from_rfc3339(text_at(deployment, "ended_at"));
  return began && ended ? age(*ended - *began) : std::string();
}

Cell runs_cell(const Style& style, const json& line) {
  if (at(line, "runs_known") == json(false)) return {phrase(style, "form.not_known"), Tone::bad};
  return {text_at(at(line, "runs"), "version")};
}

std::string troubles_text(const Style& style, const json& body) {
  std::string out;
  for (const json& trouble : at(body, "troubles")) {
    const Error why = command::error_of(at(trouble, "error"));
    out += coloured(style.out, Tone::bad, message_of(style.language, why)) + "\n";
    if (const std::string hint = hint_of(style.language, why); !hint.empty())
      out += "  " + hint + "\n";
    out += log_text(style.out, trouble, shown_of_trouble);
  }
  return out.empty() ? out : "\n" + out;
}

Cell ready_cell(int ready, int wanted) {
  if (ready == 0 && wanted == 0) return {"-", Tone::quiet};
  return {std::to_string(ready) + "/" + std::to_string(wanted),
          ready < wanted ? Tone::bad : Tone::plain};
}

std::string waiting_text(const Style& style, const json& waiting) {
  if (!waiting.is_object()) return {};
  const bool cut = style.out.columns > 0;  // the link stands below, whole
  return phrase(
      style, "phrase.waiting",
      {{"branch", text_at(waiting, "branch")}, {"link", cut ? "" : text_at(waiting, "build_url")}});
}

std::string waiting_links(const Style& style, const json& components) {
  std::string out;
  if (style.out.columns == 0) return out;
  for (const json& line : components) {
    const json& waiting = at(line, "waiting");
    if (text_at(waiting, "build_url").empty()) continue;
    out += phrase(style, "phrase.waiting_link",
                  {{"component", text_at(line, "component")},
                   {"branch", text_at(waiting, "branch")},
                   {"link", text_at(waiting, "build_url")}}) +
           "\n";
  }
  return out;
}

}  // namespace chatops::render

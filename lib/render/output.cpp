// Picks the form: text for people by kind, or the promised JSON.
// SPDX-License-Identifier: Apache-2.0
#include "render/output.hpp"

#include <algorithm>
#include <array>

#include "render/safe.hpp"
#include "render/views.hpp"
#include "render/yaml.hpp"

namespace chatops::render {

namespace {

struct View {
  std::string_view kind;
  std::string (*view)(const Style&, const json&);
};

#define CHATOPS_VIEW_ROW(kind) View{#kind, view_##kind},
constexpr auto views = std::to_array<View>({CHATOPS_VIEWS(CHATOPS_VIEW_ROW)});
#undef CHATOPS_VIEW_ROW

std::string view(const Style& style, const std::string& kind, const json& body) {
  const auto at =
      std::find_if(views.begin(), views.end(), [&](const View& v) { return v.kind == kind; });
  return at == views.end() ? safe_text(to_yaml(body)) : at->view(style, body);
}

/// What identifies a thing, for `-o name`: the first of these members that says something.
constexpr auto identities = std::to_array<std::string_view>(
    {"code", "name", "revision", "environment", "version", "component", "url", "host", "system",
     "check", "file", "directory"});

std::string identity_of(const json& thing) {
  if (thing.is_string()) return thing.get<std::string>();
  if (!thing.is_object()) return {};
  if (thing.contains("component") && thing.contains("version"))
    return text_at(thing, "component") + "=" + text_at(thing, "version");
  for (const std::string_view member : identities) {
    const json& value = at(thing, member);
    // An environment may stand there whole, as in an export.
    const json& simple = value.is_object() ? at(value, "name") : value;
    if (simple.is_structured() || simple.is_boolean() || simple.is_null()) continue;
    std::string text = value.is_object() ? text_at(value, "name") : text_at(thing, member);
    // The names of places of this machine are words for people.
    if (member == "name") std::replace(text.begin(), text.end(), ' ', '-');
    if (!text.empty()) return text;
  }
  return {};
}

/// One a line, for a shell's loops; what nothing identifies has no line.
std::string name_line(const json& thing) {
  const std::string word = safe_line(identity_of(thing));
  return word.empty() ? word : word + "\n";
}

std::string names(const json& body) {
  for (const char* list : {"items", "files"}) {
    const json& items = at(body, list);
    if (!items.is_array()) continue;
    std::string out;
    // What has a problem is shown to people, and is not for scripts to take.
    for (const json& item : items) {
      if (at(item, "problem").is_null()) out += name_line(item);
    }
    return out;
  }
  return name_line(body);
}

json document(const Style& style, const command::Outcome& outcome) {
  json out = outcome.body;
  out["schema_version"] = 1;
  out["kind"] = outcome.kind;
  if (outcome.error) out["error"] = error_document(style, *outcome.error);
  if (!outcome.notes.empty()) {
    out["notes"] = json::array();
    for (const Error& note : outcome.notes) out["notes"].push_back(error_document(style, note));
  }
  return out;
}

std::string dumped(const json& document) {
  return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string note_text(const Style& style, const Error& note) {
  const std::string message = message_of(style.language, note);
  return coloured(style.err, Tone::busy,
                  fill(label(style.language, "phrase.warning"), {{"message", message}})) +
         "\n";
}

/// A table without rows says nothing; what to do next stands beside it, not in it.
std::string empty_text(const Style& style, const command::Outcome& outcome) {
  const json& items = at(outcome.body, "items");
  if (outcome.error || !items.is_array() || !items.empty()) return {};
  const std::string code = "empty." + outcome.kind;
  if (!has_label(code)) return {};
  return phrase(style, code, {{"environment", text_at(outcome.body, "environment")}}) + "\n";
}

std::string as_document(const Style& style, const json& document) {
  return style.format == Format::json ? dumped(document) : to_yaml(document);
}

}  // namespace

bool for_scripts(const Style& style) {
  return style.format == Format::json || style.format == Format::yaml;
}

Format format_of(std::string_view word) {
  if (word == "wide") return Format::wide;
  if (word == "json") return Format::json;
  if (word == "yaml") return Format::yaml;
  if (word == "name") return Format::name;
  return Format::table;
}

int exit_code_of(const command::Outcome& outcome) {
  if (outcome.code) return *outcome.code;
  return outcome.error ? exit_code(outcome.error->kind()) : 0;
}

Printed print(const Style& style, const command::Outcome& outcome) {
  Printed out;
  if (outcome.kind == "exec" || outcome.kind == "watched") {
    // What the program printed is the output, or each state that was shown.
  } else if (for_scripts(style)) {
    out.out = as_document(style, document(style, outcome));
  } else {
    out.out = style.format == Format::name ? names(outcome.body)
                                           : view(style, outcome.kind, outcome.body);
  }
  if (!style.quiet && !for_scripts(style)) {
    for (const Error& note : outcome.notes) out.err += note_text(style, note);
    out.err += empty_text(style, outcome);
  }
  if (outcome.error && style.format != Format::json) out.err += error_text(style, *outcome.error);
  return out;
}

Printed print(const Style& style, const Error& error) {
  if (!for_scripts(style)) return {"", error_text(style, error)};
  return {as_document(
              style,
              {{"schema_version", 1}, {"kind", "error"}, {"error", error_document(style, error)}}),
          ""};
}

std::string error_text(const Style& style, const Error& error) {
  // A bag of mistakes is best read as its mistakes.
  const bool bag = error.reason == Reason::config_invalid && !error.more.empty();
  std::string out;
  if (!bag) {
    const std::string message = message_of(style.language, error);
    out += coloured(style.err, Tone::bad,
                    fill(label(style.language, "phrase.error"), {{"message", message}})) +
           "\n";
    const std::string hint = hint_of(style.language, error);
    if (!hint.empty())
      out += "  " + fill(label(style.language, "phrase.hint"), {{"hint", hint}}) + "\n";
  }
  for (const Error& another : error.more) {
    // What differs only in arguments that no sentence shows reads as a repetition.
    const std::string text = error_text(style, another);
    if (out.find(text) == std::string::npos) out += text;
  }
  return out;
}

json error_document(const Style& style, const Error& error) {
  json out = command::to_document(error);
  out["message"] = message_of(style.language, error);
  out["hint"] = hint_of(style.language, error);
  if (!error.more.empty()) {
    out["more"] = json::array();
    for (const Error& another : error.more) out["more"].push_back(error_document(style, another));
  }
  return out;
}

std::string asking_text(const Style& style, const command::Need& need) {
  return phrase(style, "card." + need.card.kind, {{"subject", need.card.subject}});
}

std::string question_text(const Style& style, const command::Need& need) {
  const std::string about = view(on_standard_error(style), need.kind, need.body);
  const Args args{{"subject", need.card.subject}, {"revision", text_at(need.body, "back_to")}};
  const bool typed = std::any_of(
      need.card.settings.begin(), need.card.settings.end(),
      [](const card::Field& f) { return f.kind == card::FieldKind::typed_confirmation; });
  std::string question = phrase(style, "card." + need.card.kind, args);
  const bool listed = need.card.buttons.size() > 2;  // the question names them
  if (!typed && !listed) question += label(style.language, "card.ask");
  return about + "\n" + notes_text(style, need) + question;
}

std::string notes_text(const Style& style, const command::Need& need) {
  std::string out;
  for (const Error& note : need.notes) out += note_text(style, note);
  return out;
}

std::string interrupted_text(const Style& style, const std::string& environment, bool waits) {
  const char* code = environment.empty() ? "phrase.interrupted"
                     : waits             ? "phrase.interrupted_waiting"
                                         : "phrase.interrupted_running";
  return phrase(style, code, {{"environment", environment}}) + "\n";
}

std::string call_line(std::string_view system, std::string_view target, std::string_view outcome,
                      Millis took) {
  return "  " + safe_line(system) + "  " + safe_line(target) + "  " + safe_line(outcome) + "  " +
         std::to_string(took.count()) + " ms\n";
}

}  // namespace chatops::render

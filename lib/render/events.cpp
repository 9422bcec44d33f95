// Events of a deployment as lines.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

/// What stands after the time: the stage and its state, or what happened.
std::string told(const Style& style, const std::string& kind, const json& body) {
  const json& stage = at(body, "stage");
  const json& error = at(body, "error");
  std::string text;
  if (stage.is_object() && kind != "warning") {
    const Cell word = word_cell(style, "stage", text_at(stage, "status"));
    text = safe_line(text_at(stage, "name")) + "  " + coloured(style.err, word.tone, word.text);
    // The deployment ends with the cause of a stage that failed it.
    const std::string cause = text_at(stage, "cause");
    if (!cause.empty() && text_at(stage, "status") != "failed") text += ": " + safe_line(cause);
  } else if (kind == "finished") {
    const Cell word = word_cell(style, "status", text_at(body, "status"));
    text = coloured(style.err, word.tone, word.text);
  } else {
    text = label(style.language, "event." + kind);
  }
  if (error.is_object() && kind != "finished") {
    text += ": " + message_of(style.language, command::error_of(error));
  }
  const std::string link = kind == "approval" ? text_at(stage, "link") : text_at(body, "link");
  if (!link.empty() && kind != "stage" && kind != "finished") text += "  " + safe_line(link);
  return text;
}

/// A failure that is ignored is told as a warning too; its log stands beneath the stage.
std::string log_of(const Style& style, const std::string& kind, const json& body) {
  return kind == "stage" ? log_text(style.err, at(body, "stage")) : std::string();
}

}  // namespace

std::string log_text(const Look& look, const json& stage, std::size_t most) {
  std::string out;
  const json& log = at(stage, "log");
  if (!log.is_array()) return out;
  const std::size_t from = log.size() > most ? log.size() - most : 0;
  for (std::size_t i = from; i < log.size(); ++i) {
    if (!log[i].is_string()) continue;
    out += coloured(look, Tone::quiet, "    | " + safe_line(log[i].get<std::string>())) + "\n";
  }
  return out;
}

/// On standard error, whatever the format: the outcome comes when it has stopped.
std::string serving_text(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.serving", {{"url", text_at(body, "url")}}) + "\n";
  for (const json& problem : at(body, "problems"))
    out += error_text(style, command::error_of(problem));
  return out + phrase(style, "phrase.serving_stop") + "\n";
}

std::string event_line(const Style& style, const command::Event& event) {
  if (style.quiet || event.kind == "following") return {};
  if (event.kind == "planned") {
    const bool scripts = for_scripts(style);
    return scripts ? std::string() : view_plan(on_standard_error(style), event.body);
  }
  if (event.kind == "serving") return serving_text(style, event.body);
  if (event.kind == "forward") return forward_line(style, event.body);
  if (event.kind == "log_joined") return log_joined_line(style, event.body);
  if (event.kind == "dev_debug") return dev_debug_text(on_standard_error(style), event.body);
  if (event.kind == "dev_asked") return dev_asked_text(on_standard_error(style), event.body);
  if (event.kind == "dev_waits") return dev_waits_text(on_standard_error(style), event.body);
  if (event.kind == "dev_left") return dev_left_text(on_standard_error(style), event.body);
  if (event.kind == "dev_sync") return dev_sync_text(on_standard_error(style), event.body);
  const std::string at_time = text_at(event.body, "at");
  const std::string head = at_time.substr(0, 19) + "Z  " +
                           safe_line(text_at(event.body, "environment")) + " #" +
                           text_at(event.body, "revision") + "  ";
  return coloured(style.err, Tone::quiet, head) + told(style, event.kind, event.body) + "\n" +
         log_of(style, event.kind, event.body);
}

std::string notice_text(const Style& style, const std::string& environment,
                        const std::string& status) {
  const std::string_view word =
      label(style.language, "status." + (status.empty() ? std::string("unknown") : status));
  return phrase(style, "phrase.notice",
                {{"environment", environment}, {"status", std::string(word)}});
}

}  // namespace chatops::render

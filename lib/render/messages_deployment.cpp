// What is told of deployments, artifacts and definitions.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "core/error_json.hpp"
#include "render/message_parts.hpp"
#include "render/messages.hpp"

namespace chatops::render {

namespace {

core::MessageTone tone_of(const std::string& status) {
  if (status == "succeeded") return core::MessageTone::good;
  if (status == "failed") return core::MessageTone::bad;
  if (status == "unknown") return core::MessageTone::warning;
  if (status == "canceled" || status == "superseded") return core::MessageTone::plain;
  return core::MessageTone::busy;
}

std::int64_t number_at(const json& object, std::string_view name) {
  const json& value = at(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

std::string change_line(const Style& style, const json& change) {
  const std::string before = text_at(change, "before"), after = text_at(change, "after");
  const char* code = after.empty()    ? "message.component_goes"
                     : before.empty() ? "message.component_comes"
                                      : "message.component_changes";
  return said(style, code,
              {{"component", text_at(change, "component")}, {"before", before}, {"after", after}});
}

std::string changes_text(const Style& style, const json& changes) {
  constexpr std::size_t most = 12;
  std::string out;
  if (!changes.is_array()) return out;
  for (std::size_t i = 0; i < std::min(changes.size(), most); ++i)
    out += (i == 0 ? "" : "\n") + change_line(style, changes[i]);
  if (changes.size() > most)
    out += "\n" + said(style, "form.more", {{"count", std::to_string(changes.size() - most)}});
  return out;
}

void add_line(std::string& text, const std::string& line) {
  if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
}

/// `over`: what waits then is never run.
void add_stages(const Style& style, core::Message& message, const json& stages, bool over) {
  constexpr std::size_t most = 20;
  if (!stages.is_array()) return;
  for (std::size_t i = 0; i < std::min(stages.size(), most); ++i) {
    const json& stage = stages[i];
    const std::string status = text_at(stage, "status");
    std::string value =
        word_cell(style, "stage", over && status == "waiting" ? "not_run" : status).text;
    if (const std::string took = took_text(stage); !took.empty())
      value += std::string(label(style.language, "message.comma")) + took;
    if (const std::string cause = text_at(stage, "cause"); !cause.empty())
      value += std::string(label(style.language, "message.colon")) + cause;
    const std::string link = text_at(stage, "link");
    message.facts.push_back({card_line(text_at(stage, "name")), card_line(value),
                             is_web_address(link) ? link : std::string()});
  }
}

std::vector<std::string> last_lines(const json& log) {
  std::vector<std::string> out;
  if (!log.is_array()) return out;
  const std::size_t from = log.size() > shown_of_log ? log.size() - shown_of_log : 0;
  for (std::size_t i = from; i < log.size(); ++i) {
    if (log[i].is_string()) out.push_back(card_line(log[i].get<std::string>()));
  }
  return out;
}

/// The last lines of the stage that failed.
std::vector<std::string> log_of(const json& stages) {
  std::vector<std::string> out;
  if (!stages.is_array()) return out;
  for (const json& stage : stages) {
    const json& log = at(stage, "log");
    if (text_at(stage, "status") == "failed" && log.is_array()) out = last_lines(log);
  }
  return out;
}

/// What the cluster says; where it says nothing, what the engine does.
void add_causes(const Style& style, core::Message& message, const json& body) {
  constexpr std::size_t most = 5;
  const json& troubles = at(body, "troubles");
  if (!troubles.is_array() || troubles.empty()) {
    add_fact(style, message, "cause", cause_text(style, body));
    return;
  }
  for (std::size_t i = 0; i < std::min(troubles.size(), most); ++i) {
    const auto why = core::error_in(at(troubles[i], "error"));
    if (why) add_fact(style, message, "cause", message_of(style.language, *why));
    if (message.log.empty()) message.log = last_lines(at(troubles[i], "log"));
  }
}

std::string standing(const Style& style, const json& body, const std::string& status) {
  std::string out;
  if (number_at(body, "behind") > 0 && status != "superseded")
    add_line(out, said(style, "message.behind", {{"revision", text_at(body, "behind")}}));
  if (status == "queued" && out.empty()) add_line(out, said(style, "message.queued"));
  if (status == "superseded") add_line(out, said(style, "message.superseded"));
  if (status == "unknown") add_line(out, said(style, "message.unknown"));
  return out;
}

void add_deployment_buttons(const Style& style, core::Message& message, const json& body,
                            const std::string& status) {
  core::Action action{.application = text_at(body, "application"),
                      .environment = text_at(body, "environment"),
                      .iteration = text_at(body, "iteration"),
                      .epoch = number_at(body, "epoch"),
                      .revision = number_at(body, "revision"),
                      .card = status};
  const bool teardown = at(body, "teardown") == json(true);
  const bool failed = status == "failed" || status == "canceled";
  if (failed && !teardown)
    message.buttons.push_back(button(style, "retry", action, card::Tone::primary));
  if ((failed || status == "succeeded") && !teardown && number_at(body, "can_roll_back") > 0)
    message.buttons.push_back(button(style, "rollback", action));
  action.card.clear();
  message.buttons.push_back(button(style, "details", action));
}

std::string issues_text(const json& issues) {
  std::string out;
  if (!issues.is_array()) return out;
  for (const json& one : issues) {
    if (!one.is_string()) continue;
    const std::string code = card_line(one.get<std::string>());
    const bool bare = !code.empty() && is_digit(code.front());
    out += (out.empty() ? "" : " ") + std::string(bare ? "#" : "") + code;
  }
  return out;
}

}  // namespace

core::Message deployment_message(const Style& style, const json& body) {
  const std::string status = text_at(body, "status");
  const bool teardown = at(body, "teardown") == json(true);
  core::Message out{
      .title = said(style, teardown ? "message.teardown.title" : "message.deployment.title",
                    {{"environment", place_of(body)},
                     {"revision", text_at(body, "revision")},
                     {"status", word_cell(style, "status", status).text}}),
      .tone = tone_of(status)};
  const bool troubled = status == "succeeded" && !at(body, "troubles").empty();
  if (troubled) out.tone = core::MessageTone::warning;
  add_line(out.text, standing(style, body, status));
  add_line(out.text, changes_text(style, at(body, "changes")));
  if (const std::string aside = names_of(style, at(body, "set_aside")); !aside.empty())
    add_line(out.text, said(style, "message.set_aside", {{"names", aside}}));
  add_fact(style, out, "actor", text_at(at(body, "actor"), "name"));
  add_fact(style, out, "reason", reason_text(style, body));
  if (number_at(body, "back_to") > 0)
    add_fact(style, out, "back_to", "#" + text_at(body, "back_to"));
  const std::string address = text_at(body, "address");
  add_fact(style, out, "address", address, address);
  add_fact(style, out, "took", took_text(body));
  add_causes(style, out, body);
  const bool over =
      status == "succeeded" || status == "failed" || status == "canceled" || status == "superseded";
  add_stages(style, out, at(body, "stages"), over);
  if (out.log.empty()) out.log = log_of(at(body, "stages"));
  add_link(out, std::string(label(style.language, "message.link.pipeline")), text_at(body, "link"));
  add_deployment_buttons(style, out, body, status);
  return out;
}

core::Message updated_message(const Style& style, const json& body) {
  core::Message out;
  const json& changes = at(body, "changes");
  if (!changes.is_array()) return out;
  for (const json& change : changes) {
    add_line(out.text, said(style, "message.updated",
                            {{"environment", place_of(body)},
                             {"change", change_line(style, change)},
                             {"subject", text_at(change, "subject")},
                             {"author", text_at(change, "author")},
                             {"issues", issues_text(at(change, "issues"))}}));
    add_link(out, text_at(change, "component"), text_at(change, "link"));
  }
  out.text = capped(style, out.text);
  return out;
}

core::Message waiting_message(const Style& style, const json& body) {
  core::Message out{.tone = core::MessageTone::busy};
  const json& items = at(body, "items");
  if (!items.is_array()) return out;
  if (items.empty())
    return {.tone = core::MessageTone::good,
            .text = said(style, "message.arrived", {{"environment", place_of(body)}})};
  for (const json& item : items) {
    add_line(out.text, said(style, "message.waiting",
                            {{"environment", place_of(body)},
                             {"component", text_at(item, "component")},
                             {"branch", text_at(item, "branch")}}));
    add_link(out, text_at(item, "component"), text_at(item, "build_url"));
  }
  out.text = capped(style, out.text);
  return out;
}

core::Message drift_message(const Style& style, const json& body) {
  const json& items = at(body, "items");
  if (!items.is_array() || items.empty())
    return {.tone = core::MessageTone::good,
            .text = said(style, "message.drift.over", {{"environment", place_of(body)}})};
  core::Message out{.title = said(style, "message.drift.title", {{"environment", place_of(body)}}),
                    .tone = core::MessageTone::warning};
  for (const json& item : items) {
    const std::string how = phrase(style, "drift." + text_at(item, "drift"),
                                   {{"images", names_of(style, at(item, "images"))}});
    add_line(out.text, said(style, "message.drift",
                            {{"component", text_at(item, "component")},
                             {"version", text_at(item, "version")},
                             {"how", how}}));
  }
  out.text = capped(style, out.text);
  return out;
}

core::Message dev_message(const Style& style, const json& body) {
  const std::string state = text_at(body, "state"), who = text_at(body, "wanted_by");
  core::Message out{.tone = state == "on"       ? core::MessageTone::plain
                            : state == "wanted" ? core::MessageTone::warning
                                                : core::MessageTone::good,
                    .text = said(style, "message.dev." + state,
                                 {{"environment", place_of(body)},
                                  {"component", text_at(body, "component")},
                                  {"holder", text_at(body, "holder")},
                                  {"since", text_at(body, "since")},
                                  {"who", who}})};
  if (state != "wanted") return out;
  if (const std::string account = text_at(body, "unlinked"); !account.empty()) {
    add_line(out.text, said(style, "message.dev.unlinked",
                            {{"holder", text_at(body, "holder")}, {"account", account}}));
    return out;
  }
  const core::Action action{.application = text_at(body, "application"),
                            .environment = text_at(body, "environment"),
                            .component = text_at(body, "component"),
                            .epoch = number_at(body, "epoch"),
                            .card = text_at(body, "wanted_since")};
  out.buttons.push_back(button(style, "hand_over", action, card::Tone::primary));
  out.buttons.push_back(button(style, "keep_dev", action));
  return out;
}

core::Message merge_request_message(const Style& style, const json& body) {
  const std::string state = text_at(body, "state");
  core::Message out{.tone = state == "merged" ? core::MessageTone::good : core::MessageTone::plain,
                    .text = said(style, "message.merge_request",
                                 {{"state", word_cell(style, "merge_request", state).text},
                                  {"repository", text_at(body, "repository")},
                                  {"code", text_at(body, "code")},
                                  {"title", text_at(body, "title")},
                                  {"branch", text_at(body, "branch")},
                                  {"author", text_at(body, "author")},
                                  {"issues", issues_text(at(body, "issues"))}})};
  add_link(out, text_at(body, "repository") + "!" + text_at(body, "code"), text_at(body, "link"));
  return out;
}

core::Message definition_invalid_message(const Style& style, const json& body) {
  return {.title = said(style, "message.definition_invalid.title",
                        {{"application", text_at(body, "application")},
                         {"commit", text_at(body, "commit").substr(0, 8)}}),
          .tone = core::MessageTone::bad,
          .text = capped(style, problems_text(style, at(body, "problems"))),
          .preformatted = true};
}

core::Message reply_message(const Style& style, const json& body) {
  const json& error = at(body, "error");
  core::Message out = error.is_object()
                          ? chat_message(style, command::error_of(error))
                          : chat_message(style, command::outcome_of(at(body, "outcome")));
  out.title = said(style, "message.reply.title",
                   {{"by", text_at(body, "actor")}, {"line", text_at(body, "line")}});
  return out;
}

}  // namespace chatops::render

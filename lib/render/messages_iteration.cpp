// What is told of an iteration and its group.
// SPDX-License-Identifier: Apache-2.0
#include "render/message_parts.hpp"
#include "render/messages.hpp"

namespace chatops::render {

namespace {

Args iteration_args(const json& body) {
  const json& iteration = at(body, "iteration");
  const std::string name = text_at(iteration, "name");
  return {{"name", name.empty() ? text_at(iteration, "code") : name}};
}

core::Action action_of(const json& body) {
  return {.iteration = text_at(at(body, "iteration"), "code")};
}

void add_links(core::Message& message, const json& list) {
  if (!list.is_array()) return;
  for (const json& one : list) add_link(message, text_at(one, "name"), text_at(one, "url"));
}

void add_iteration_link(const Style& style, core::Message& message, const json& body) {
  add_link(message, std::string(label(style.language, "message.link.iteration")),
           text_at(at(body, "iteration"), "url"));
}

/// One for each application, as far as there is room.
void add_deploy_buttons(const Style& style, core::Message& message, const json& body) {
  constexpr std::size_t most = 3;
  const json& applications = at(body, "applications");
  const bool named =
      applications.is_array() && applications.size() > 1 && applications.size() <= most;
  core::Action action = action_of(body);
  if (!named) {
    if (applications.is_array() && applications.size() == 1 && applications[0].is_string())
      action.application = applications[0].get<std::string>();
    message.buttons.push_back(button(style, "deploy", action, card::Tone::primary));
    return;
  }
  for (const json& one : applications) {
    if (!one.is_string()) continue;
    action.application = one.get<std::string>();
    message.buttons.push_back(button(style, "deploy", action, card::Tone::primary));
    message.buttons.back().label =
        said(style, "message.deploy_of", {{"application", action.application}});
  }
}

std::string joined_lines(std::initializer_list<std::string> lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!line.empty()) out += (out.empty() ? "" : "\n") + line;
  }
  return out;
}

/// A phrase where the list of names is not empty.
std::string of_names(const Style& style, std::string_view code, const json& names) {
  const std::string list = names_of(style, names);
  return list.empty() ? std::string() : said(style, code, {{"names", list}});
}

std::string group_line(const Style& style, const json& body, const std::string& code) {
  return said(style, code + (at(body, "group_stays") == json(true) ? "_stays" : "_goes"));
}

}  // namespace

core::Message welcome_message(const Style& style, const json& body) {
  const json& iteration = at(body, "iteration");
  core::Message out{.title = said(style, "message.welcome.title", iteration_args(body)),
                    .tone = core::MessageTone::good,
                    .text = said(style, "message.welcome.text")};
  const std::string starts = text_at(iteration, "starts_on"), ends = text_at(iteration, "ends_on");
  if (!starts.empty() && !ends.empty())
    add_fact(style, out, "dates",
             said(style, "message.dates", {{"starts", starts}, {"ends", ends}}));
  add_fact(style, out, "owner", text_at(body, "owner"));
  add_fact(style, out, "goal", text_at(iteration, "goal"));
  add_iteration_link(style, out, body);
  add_links(out, at(body, "repositories"));
  add_links(out, at(body, "pipelines"));
  add_deploy_buttons(style, out, body);
  out.buttons.push_back(button(style, "environment", action_of(body)));
  out.buttons.push_back(button(style, "mute", action_of(body)));
  return out;
}

core::Message members_message(const Style& style, const json& body) {
  return {.text = joined_lines({of_names(style, "message.came", at(body, "came")),
                                of_names(style, "message.left", at(body, "left")),
                                of_names(style, "message.unmatched", at(body, "unmatched"))})};
}

core::Message ending_message(const Style& style, const json& body) {
  core::Message out{.title = said(style, "message.ending.title", iteration_args(body)),
                    .tone = core::MessageTone::warning};
  const std::string until = moment_text(text_at(body, "until"));
  const std::string names = names_of(style, at(body, "environments"));
  out.text = joined_lines(
      {names.empty()
           ? std::string()
           : said(style, "message.ending.environments", {{"names", names}, {"until", until}}),
       group_line(style, body, "message.ending.group"), said(style, "message.ending.keep")});
  add_fact(style, out, "until", until);
  add_iteration_link(style, out, body);
  core::Action keep = action_of(body);
  keep.card = text_at(body, "until");
  out.buttons.push_back(button(style, "keep", std::move(keep), card::Tone::primary));
  return out;
}

core::Message kept_message(const Style& style, const json& body) {
  Args args = iteration_args(body);
  args.set("by", text_at(body, "by"));
  return {.tone = core::MessageTone::good, .text = said(style, "message.kept", args)};
}

core::Message retired_message(const Style& style, const json& body) {
  const std::string problems = problems_text(style, at(body, "problems"));
  return {.title = said(style, "message.retired.title", iteration_args(body)),
          .tone = problems.empty() ? core::MessageTone::plain : core::MessageTone::warning,
          .text = capped(
              style, joined_lines(
                         {of_names(style, "message.retired.environments", at(body, "environments")),
                          group_line(style, body, "message.retired.group"), problems}))};
}

core::Message group_lost_message(const Style& style, const json& body) {
  core::Message out{.title = said(style, "message.group_lost.title", iteration_args(body)),
                    .tone = core::MessageTone::warning,
                    .text = said(style, "message.group_lost.text")};
  add_iteration_link(style, out, body);
  out.buttons.push_back(button(style, "adopt", action_of(body), card::Tone::primary));
  return out;
}

core::Message reopened_message(const Style& style, const json& body) {
  return {.tone = core::MessageTone::good,
          .text = said(style, "message.reopened", iteration_args(body))};
}

core::Message missing_message(const Style& style, const json& body) {
  core::Message out{.title = said(style, "message.missing.title", iteration_args(body)),
                    .tone = core::MessageTone::warning,
                    .text = said(style, "message.missing.text")};
  out.buttons.push_back(button(style, "end", action_of(body)));
  return out;
}

core::Message stuck_message(const Style& style, const json& body) {
  return {.title = said(style, "message.stuck.title", iteration_args(body)),
          .tone = core::MessageTone::bad,
          .text = capped(style, problems_text(style, at(body, "problems")))};
}

}  // namespace chatops::render

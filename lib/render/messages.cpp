// Which maker words which notice; outcomes and errors as the terminal tells them.
// SPDX-License-Identifier: Apache-2.0
#include "render/messages.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "command/table/chat.hpp"
#include "render/message_parts.hpp"
#include "render/notices.hpp"
#include "render/safe.hpp"
#include "render/yaml.hpp"

namespace chatops::render {

namespace {

using Maker = core::Message (*)(const Style&, const json&);

/// In the order of notice_kinds.
constexpr auto makers = std::to_array<Maker>(
    {welcome_message, members_message, deployment_message, updated_message, waiting_message,
     drift_message, dev_message, merge_request_message, ending_message, kept_message,
     retired_message, group_lost_message, reopened_message, missing_message, stuck_message,
     definition_invalid_message, reply_message});
static_assert(makers.size() == notice_kinds.size());

constexpr int table_columns = 96;

bool several_lines(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end != std::string_view::npos && end + 1 < text.size();
}

/// Where "chatops " at this place begins a command that one may type in a chat.
bool typed_there(std::string_view rest) {
  std::vector<std::string> words;
  for (std::string_view word : split(rest.substr(0, rest.find_first_of("`\n")), ' ')) {
    const std::size_t end = word.find_last_not_of(".,;:)");  // of the sentence around it
    word = word.substr(0, end == std::string_view::npos ? 0 : end + 1);
    if (!word.empty() && words.size() < 2) words.emplace_back(word);
  }
  const auto match = command::table::find_by_words(words);
  return match.command != nullptr && command::table::in_chat(*match.command);
}

std::string without_last_line_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

Style chat_style(Language language, Instant now) {
  Style style{.language = language, .now = now};
  style.out.columns = style.err.columns = table_columns;
  return style;
}

core::Message chat_message(const Style& style, const core::Notice& notice) {
  const auto at = std::find(notice_kinds.begin(), notice_kinds.end(), notice.kind);
  if (at != notice_kinds.end())
    return makers.at(static_cast<std::size_t>(at - notice_kinds.begin()))(style, notice.body);
  return {.title = card_line(notice.kind),
          .text = capped(style, safe_text(to_yaml(notice.body))),
          .preformatted = true};
}

core::Message chat_message(const Style& style, const command::Outcome& outcome) {
  const Printed printed = print(style, outcome);
  core::Message message;
  if (outcome.error) message.tone = core::MessageTone::bad;
  message.preformatted = several_lines(printed.out);
  message.text = capped(
      style,
      as_typed_in_chat(without_last_line_end(
          printed.out + (printed.err.empty() || printed.out.empty() ? "" : "\n") + printed.err)));
  return message;
}

core::Message chat_message(const Style& style, const Error& error) {
  return {
      .tone = error.kind() == Kind::pending ? core::MessageTone::warning : core::MessageTone::bad,
      .text = capped(style, as_typed_in_chat(without_last_line_end(error_text(style, error))))};
}

std::string started_toast(const Style& style, const command::Following& following) {
  const char* code = following.says == command::Says::removal ? "toast.removing" : "toast.started";
  return said(
      style, code,
      {{"environment", following.environment}, {"revision", std::to_string(following.revision)}});
}

std::string toast(const Style& style, std::string_view code, const Args& args) {
  return said(style, code, args);
}

std::string as_typed_in_chat(std::string_view text) {
  constexpr std::string_view program = "chatops ";
  std::string out;
  for (std::size_t at = text.find(program); at != std::string_view::npos; at = text.find(program)) {
    const bool begins = at == 0 || (!is_letter(text[at - 1]) && text[at - 1] != '-' &&
                                    text[at - 1] != '/' && text[at - 1] != '@');
    const std::string_view rest = text.substr(at + program.size());
    out += text.substr(0, at);
    out += begins && typed_there(rest) ? "/" : program;
    text = rest;
  }
  return out += text;
}

}  // namespace chatops::render

// What a person says, clicks and fills in.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "server/page/answer_reader.hpp"
#include "server/page/answers.hpp"
#include "server/page/page.hpp"
#include "server/page/view.hpp"

namespace chatops::server {

namespace {

constexpr std::size_t longest_line = 12'000, longest_key = 64;

/// What was typed, without what a screen would not show.
std::string typed_text(const net::Json& body) {
  const std::string raw = net::text_in(body, "text");
  if (!is_utf8(raw)) throw Refused{400, "not_text"};
  std::string out;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7f) || c == '\n' || c == '\t') out += c;
  }
  out = std::string(trim(out));
  if (out.empty()) throw Refused{400, "empty"};
  if (out.size() > longest_line) throw Refused{413, "too_large"};
  return out;
}

std::string key_of(const net::Json& body) {
  const std::string key = net::text_in(body, "key");
  const bool odd = key.empty() || key.size() > longest_key ||
                   !std::all_of(key.begin(), key.end(),
                                [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
  if (odd) throw Refused{400, "odd_key"};
  return key;
}

}  // namespace

/// An error of the door's is an answer too: the person reads it, in the group's language.
net::Json Page::reply_json(const Visit& visit, const std::function<ChatReply()>& ask) {
  ChatReply reply;
  try {
    reply = ask();
  } catch (const Error& error) {
    reply.message = door_.worded({"local", visit.group.id}, error);
  }
  net::Json out{{"message", net::Json()}, {"form", net::Json()}, {"toast", reply.toast}};
  if (reply.form) out["form"] = *reply.form;
  if (!reply.message) return out;
  core::LocalMessage shown{
      .group = visit.group.id, .message = std::move(*reply.message), .at = clock_.now()};
  out["message"] = message_json(shown, "", visit.person.id);
  out["message"]["id"] = own_.keep(visit.person.id, visit.group.id, std::move(shown.message));
  return out;
}

net::Json Page::say(const Visit& visit) {
  const net::Json body = object_of(visit.request);
  const std::string text = typed_text(body), key = key_of(body);
  core::LocalMessage kept;
  net::Json out;
  store_.write([&](core::Tx& tx) {
    auto& chat = tx.local_chat();
    const auto group = chat.group(visit.group.id);
    if (!group || group->dissolved) throw Error(Reason::group_gone, {{"what", visit.group.name}});
    kept = chat.append({.group = visit.group.id,
                        .author = visit.person.id,
                        .key = typed_key(visit.person.id, key),
                        .message = {.text = text},
                        .at = clock_.now()});
    out["message"] = messages_json(chat, std::span(&kept, 1), visit.person.id).front();
  });
  messages_changed();
  out["reply"] = reply_json(visit, [&]() -> ChatReply {
    const std::string& line = kept.message.text;  // of the first try, whatever this one says
    if (!door_.addressed(line)) return {};
    return door_.said(visit.request.call, {{"local", visit.group.id}, visit.person.id}, line,
                      visit.group.id + "/" + kept.key);
  });
  return out;
}

net::Json Page::click(const Visit& visit) {
  const net::Json body = object_of(visit.request);
  const std::string name = net::text_in(body, "message"), button = net::text_in(body, "button");
  auto message = own_.find(visit.person.id, visit.group.id, name);
  if (const auto id = to_integer(name); !message && id) {
    store_.read([&](core::Tx& tx) {
      const auto stored = tx.local_chat().message(visit.group.id, *id);
      message = stored ? std::optional(stored->message) : std::nullopt;
    });
  }
  if (!message) throw Error(Reason::message_gone, {{"what", name}});
  const auto action = action_of(*message, button);
  if (!action) throw Error(Reason::card_outdated);
  return {{"reply", reply_json(visit, [&] {
             return door_.clicked(visit.request.call, {{"local", visit.group.id}, visit.person.id},
                                  *action);
           })}};
}

net::Json Page::fill_in(const Visit& visit) {
  const net::Json body = object_of(visit.request);
  card::Answer answer = answer_of(net::member(body, "answer"));
  return {{"reply", reply_json(visit, [&] {
             return door_.answered(visit.request.call, {{"local", visit.group.id}, visit.person.id},
                                   std::string(visit.request.segment("form")), answer);
           })}};
}

}  // namespace chatops::server

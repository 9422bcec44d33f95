// SPDX-License-Identifier: Apache-2.0
// Links that are not of the web are left out: no card may carry a script.
#include "server/page/view.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "crypto/crypto.hpp"

namespace chatops::server {

namespace {

using net::Json;

constexpr std::size_t line_bytes = 160;  // of a group's last line

std::string web_link(const std::string& link) {
  const std::string lower = to_lower(link.substr(0, 8));
  return lower.starts_with("http://") || lower.starts_with("https://") ? link : "";
}

std::string name_in(core::LocalChat& chat, const std::string& account) {
  if (account.empty()) return "";
  const auto found = chat.account(account);
  return found && !found->name.empty() ? found->name : account;
}

std::string last_line(const core::Message& message) {
  const std::string& text = message.title.empty() ? message.text : message.title;
  return std::string(clip(std::string_view(text).substr(0, text.find('\n')), line_bytes));
}

}  // namespace

std::string button_name(const core::Action& action) {
  return crypto::sha256_hex(net::dump(Json(action))).substr(0, 16);
}

std::optional<core::Action> action_of(const core::Message& message, std::string_view button) {
  const auto found = std::find_if(message.buttons.begin(), message.buttons.end(),
                                  [&](const core::MessageButton& one) {
                                    return one.link.empty() && button_name(one.action) == button;
                                  });
  return found == message.buttons.end() ? std::nullopt : std::optional(found->action);
}

std::string typed_key(const std::string& account, const std::string& key) {
  return "typed/" + account + "/" + key;
}

Json message_json(const core::LocalMessage& message, const std::string& author_name,
                  const std::string& reader) {
  Json content = message.message;
  for (Json& fact : content["facts"]) fact["link"] = web_link(fact["link"]);
  for (Json& link : content["links"]) link["url"] = web_link(link["url"]);
  Json buttons = Json::array();
  for (const core::MessageButton& button : message.message.buttons) {
    const std::string link = web_link(button.link);
    if (link.empty() != button.link.empty()) continue;
    buttons.push_back(
        {{"id", link.empty() ? button_name(button.action) : ""},
         {"label", button.label},
         {"tone", content["buttons"][&button - message.message.buttons.data()]["tone"]},
         {"link", link}});
  }
  content["buttons"] = std::move(buttons);
  content["id"] = message.id;
  content["change"] = message.change;
  content["group"] = message.group;
  content["author"] = message.author;
  content["name"] = author_name;
  content["at"] = to_rfc3339(message.at, true);
  content["edited"] = message.edited;
  const std::string own = typed_key(reader, "");
  if (message.author == reader && message.key.starts_with(own))
    content["key"] = message.key.substr(own.size());
  return content;
}

Json group_json(core::LocalChat& chat, const core::LocalGroup& group) {
  Json members = Json::array(), last;
  for (const std::string& member : group.members)
    members.push_back({{"id", member}, {"name", name_in(chat, member)}});
  for (const core::LocalMessage& message : chat.messages(group.id, 0, 1)) {
    last = {{"id", message.id},
            {"author", message.author},
            {"name", name_in(chat, message.author)},
            {"line", last_line(message.message)},
            {"at", to_rfc3339(message.at, true)}};
  }
  return {{"id", group.id},
          {"name", group.name},
          {"dissolved", group.dissolved},
          {"members", std::move(members)},
          {"last", std::move(last)}};
}

Json messages_json(core::LocalChat& chat, std::span<const core::LocalMessage> messages,
                   const std::string& reader) {
  std::map<std::string, std::string> names;
  Json out = Json::array();
  for (const core::LocalMessage& message : messages) {
    const auto known = names.find(message.author);
    const std::string& name = known != names.end()
                                  ? known->second
                                  : names[message.author] = name_in(chat, message.author);
    out.push_back(message_json(message, name, reader));
  }
  return out;
}

}  // namespace chatops::server

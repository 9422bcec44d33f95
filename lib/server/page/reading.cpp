// The routes that only read, and leaving.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/page/answers.hpp"
#include "server/page/login.hpp"
#include "server/page/page.hpp"
#include "server/page/view.hpp"

namespace chatops::server {

namespace {

constexpr std::int64_t most_messages = 100, most_options = 200, most_completions = 50;
constexpr std::size_t longest_completed = 1024;

}  // namespace

net::Json Page::me(const Visit& visit) const {
  const auto& person = visit.person;
  return {{"account", person.id},
          {"name", person.name.empty() ? person.id : person.name},
          {"language", options_.language}};
}

net::Json Page::groups(const Visit& visit) {
  net::Json out{{"version", groups_version()}};  // before they are read: what comes later is news
  store_.read([&](core::Tx& tx) {
    auto& chat = tx.local_chat();
    net::Json list = net::Json::array();
    for (const core::LocalGroup& group : chat.groups_of(visit.person.id))
      list.push_back(group_json(chat, group));
    out["groups"] = std::move(list);
    out["change"] = chat.newest_change();
  });
  return out;
}

net::Json Page::messages(const Visit& visit) {
  const std::int64_t before = count_parameter(visit.request, "before", 0);
  const auto limit = static_cast<int>(
      std::clamp<std::int64_t>(count_parameter(visit.request, "limit", 40), 1, most_messages));
  net::Json out;
  store_.read([&](core::Tx& tx) {
    auto found = tx.local_chat().messages(visit.group.id, before, limit + 1);
    const bool more = std::ssize(found) > limit;
    if (more) found.erase(found.begin());
    out = {{"messages", messages_json(tx.local_chat(), found, visit.person.id)}, {"more", more}};
  });
  return out;
}

net::Json Page::options(const Visit& visit) {
  const auto& request = visit.request;
  const std::int64_t limit =
      std::clamp<std::int64_t>(count_parameter(request, "limit", 50), 1, most_options);
  return door_.options(request.call, {{"local", visit.group.id}, visit.person.id},
                       std::string(request.segment("form")), short_parameter(request, "row"),
                       short_parameter(request, "q"), short_parameter(request, "group"),
                       static_cast<int>(limit));
}

net::Json Page::complete(const Visit& visit) {
  const std::string text = short_parameter(visit.request, "text", longest_completed);
  net::Json list = net::Json::array();
  for (const Completion& one :
       door_.complete(visit.request.call, {{"local", visit.group.id}, visit.person.id}, text)) {
    list.push_back({{"text", one.text}, {"hint", one.hint}});
    if (std::ssize(list) == most_completions) break;
  }
  return {{"completions", std::move(list)}};
}

net::Json Page::log_out(const Visit& visit) {
  end_session(store_, visit.session);
  return net::Json::object();
}

}  // namespace chatops::server

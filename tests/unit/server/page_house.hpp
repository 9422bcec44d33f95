// The page with its routes, a store in memory and a door that remembers what it was asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <future>

#include "net/json.hpp"
#include "server/page/login.hpp"
#include "server/page/page.hpp"
#include "store/sqlite_store.hpp"
#include "support/virtual_clock.hpp"

namespace chatops::test {

class RecordingDoor final : public server::ChatDoor {
 public:
  server::ChatReply said(const Call&, const server::Speaker& speaker, const std::string& text,
                         const std::string& key) override {
    heard.push_back(speaker.account + " said " + text);
    keys.push_back(key);
    if (text == "/fail") throw Error(Reason::right_missing, {{"what", "deploy"}});
    return reply;
  }
  bool addressed(const std::string& text) override { return text.starts_with('/'); }
  server::ChatReply clicked(const Call&, const server::Speaker& speaker,
                            const core::Action& action) override {
    heard.push_back(speaker.account + " clicked " + action.name + " " + action.environment);
    return reply;
  }
  server::ChatReply answered(const Call&, const server::Speaker& speaker, const std::string& form,
                             card::Answer answer) override {
    heard.push_back(speaker.account + " answered " + form + " " + answer.button);
    last_answer = std::move(answer);
    return reply;
  }
  core::FormOptions options(const Call&, const server::Speaker& speaker, const std::string& form,
                            const std::string& row, const std::string& filter,
                            const std::string& group, int limit) override {
    heard.push_back(speaker.account + " asked " + form + "," + row + "," + filter + "," + group +
                    "," + std::to_string(limit));
    if (form != "f1") throw Error(Reason::card_outdated);
    return {.options = {{"main-2", "main", {"2h"}}}, .more = true};
  }
  std::vector<server::Completion> complete(const Call&, const server::Speaker&,
                                           const std::string& text) override {
    return {{text + "loy", "a hint"}};
  }
  core::Message worded(const core::GroupRef&, const Error& error) override {
    return {.text = "worded " + std::string(code_of(error.reason))};
  }

  server::ChatReply reply;
  std::vector<std::string> heard, keys;
  card::Answer last_answer;
};

/// lin and wang are in group "g1", wang alone in "g2"; "old" is dissolved.
struct PageHouse {
  VirtualClock clock;
  SeededRandom random{11};
  store::SqliteStore store{"memory:"};
  RecordingDoor door;
  server::Page page;
  net::Router router;

  explicit PageHouse(server::PageOptions options = {})
      : page(store, door, clock, random, std::move(options)),
        router(page.routes(), {{net::Authentication::session, page.authenticate()}}) {
    store.write([&](core::Tx& tx) {
      auto& chat = tx.local_chat();
      chat.put(core::LocalAccount{"lin", "Lin", "lin@example.com", "+8613800000000"});
      chat.put(core::LocalAccount{"wang", "Wang", "wang@example.com", ""});
      chat.put(core::LocalGroup{"g1", "Sprint 1", "k1", {"lin", "wang"}, false, clock.now()});
      chat.put(core::LocalGroup{"g2", "Sprint 2", "k2", {"wang"}, false, clock.now()});
      chat.put(core::LocalGroup{"old", "Sprint 0", "k0", {"lin"}, true, clock.now()});
    });
  }

  net::ServerRequest request(const std::string& method, const std::string& target,
                             const std::string& cookie = "") const {
    net::ServerRequest out{.method = method, .target = target};
    const auto mark = target.find('?');
    out.path = target.substr(0, mark);
    if (mark != std::string::npos) out.query = target.substr(mark + 1);
    out.headers.add("Host", "chat.example.com");
    if (!cookie.empty()) out.headers.add("Cookie", "other=1; chatops_session=" + cookie);
    return out;
  }
  /// As the server does it; the answer comes when the handler gives it.
  std::future<net::ServerResponse> begin(net::ServerRequest asked) {
    auto promise = std::make_shared<std::promise<net::ServerResponse>>();
    auto future = promise->get_future();
    const auto match = router.match(asked.method, asked.path);
    if (match.route == nullptr) {
      promise->set_value({.status = match.status});
      return future;
    }
    asked.segments = match.segments;
    if (asked.body.size() > *match.route->body_cap)
      promise->set_value({.status = 413});
    else if (auto refused = router.authenticate(*match.route, asked))
      promise->set_value(std::move(*refused));
    else
      match.route->handler(std::move(asked), [promise](net::ServerResponse answer) {
        promise->set_value(std::move(answer));
      });
    return future;
  }
  net::ServerResponse ask(net::ServerRequest asked) { return begin(std::move(asked)).get(); }
  net::ServerResponse get(const std::string& target, const std::string& cookie = "") {
    return ask(request("GET", target, cookie));
  }
  /// As the page itself sends it.
  net::ServerRequest own_post(const std::string& target, const std::string& cookie,
                              const net::Json& body) const {
    auto out = request("POST", target, cookie);
    out.headers.add("Origin", "https://chat.example.com");
    out.headers.add("Sec-Fetch-Site", "same-origin");
    out.headers.add("X-Chatops", "1");
    out.headers.add("Content-Type", "application/json");
    out.body = net::dump(body);
    return out;
  }
  net::ServerResponse post(const std::string& target, const std::string& cookie,
                           const net::Json& body) {
    return ask(own_post(target, cookie, body));
  }

  /// The cookie's value.
  std::string log_in(const std::string& account) {
    const auto answer =
        get(server::make_login_link(store, {account, "", "", ""}, clock.now(), random));
    REQUIRE(answer.status == 303);
    const std::string cookie(answer.headers.get("Set-Cookie").value_or(""));
    return cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
  }
  std::int64_t bot_says(const std::string& group, const core::Message& message) {
    std::int64_t id = 0;
    store.write([&](core::Tx& tx) {
      id = tx.local_chat().append({.group = group, .message = message, .at = clock.now()}).id;
    });
    page.messages_changed();
    return id;
  }
};

inline net::Json json_in(const net::ServerResponse& answer) {
  return net::Json::parse(answer.body);
}
inline std::string error_in(const net::ServerResponse& answer) {
  return net::text_in(json_in(answer), "error");
}

}  // namespace chatops::test

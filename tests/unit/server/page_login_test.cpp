// Who gets in to the page, and how a browser's other sites do not.
// SPDX-License-Identifier: Apache-2.0
#include "page_house.hpp"

using namespace chatops;
using test::error_in;
using test::json_in;
using test::PageHouse;

namespace {
const net::Json hello{{"text", "hello"}, {"key", "k1"}};
}

TEST_CASE(
    "a login link works once, for ten minutes, and becomes a cookie that scripts cannot read") {
  PageHouse house;
  const auto link =
      server::make_login_link(house.store, {"lin", "", "", ""}, house.clock.now(), house.random);
  CHECK(link.starts_with("/chat/login?token="));
  const auto answer = house.get(link);
  CHECK(answer.status == 303);
  CHECK(answer.headers.get("Location") == "/chat/");
  CHECK(answer.headers.get("Cache-Control") == "no-store");
  CHECK(answer.headers.get("Referrer-Policy") == "no-referrer");
  const std::string cookie(answer.headers.get("Set-Cookie").value_or(""));
  CHECK(cookie.starts_with("chatops_session="));
  CHECK(cookie.find("; Path=/chat; HttpOnly; SameSite=Strict; Max-Age=1209600") !=
        std::string::npos);
  CHECK(cookie.find("Secure") == std::string::npos);

  const auto again = house.get(link);
  CHECK(again.status == 303);
  CHECK(again.headers.get("Location") == "/chat/?login=used");
  CHECK(!again.headers.get("Set-Cookie"));

  const auto late =
      server::make_login_link(house.store, {"lin", "", "", ""}, house.clock.now(), house.random);
  house.clock.advance(server::link_life + Millis(1));
  CHECK(!house.get(late).headers.get("Set-Cookie"));
}

TEST_CASE("a link is not used up by what only looks at it") {
  PageHouse house;
  const auto link =
      server::make_login_link(house.store, {"lin", "", "", ""}, house.clock.now(), house.random);
  CHECK(house.ask(house.request("HEAD", link)).status == 403);
  auto ahead = house.request("GET", link);
  ahead.headers.add("Sec-Purpose", "prefetch;prerender");
  CHECK(house.ask(ahead).status == 403);
  CHECK(house.get(link).headers.get("Set-Cookie"));
}

TEST_CASE("odd tokens let nobody in") {
  PageHouse house;
  for (const std::string token :
       {"", "x", "../../etc", "%00",
        "0000000000000000000000000000000000000000000000000000000000000000"})
    CHECK(!house.get("/chat/login?token=" + token).headers.get("Set-Cookie"));
  CHECK(!house.get("/chat/login").headers.get("Set-Cookie"));
}

TEST_CASE("with encryption the cookie is for encrypted connections only") {
  PageHouse house({.origin = "https://chat.example.com"});
  const auto link =
      server::make_login_link(house.store, {"lin", "", "", ""}, house.clock.now(), house.random);
  CHECK(house.get(link).headers.get("Set-Cookie")->find("; Secure") != std::string_view::npos);
  PageHouse direct;
  auto request = direct.request("GET", server::make_login_link(direct.store, {"lin", "", "", ""},
                                                               direct.clock.now(), direct.random));
  request.peer.tls = true;
  CHECK(direct.ask(request).headers.get("Set-Cookie")->find("; Secure") != std::string_view::npos);
}

TEST_CASE("an account is made by its first link, and kept by the next") {
  PageHouse house;
  const core::LocalAccount zhao{"zhao", "Zhao", "zhao@example.com", ""};
  server::make_login_link(house.store, zhao, house.clock.now(), house.random);
  server::make_login_link(house.store, {"zhao", "Somebody", "", ""}, house.clock.now(),
                          house.random);
  house.store.read([&](core::Tx& tx) { CHECK(tx.local_chat().account("zhao") == zhao); });
}

TEST_CASE("the store has no token that would log anybody in") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  house.store.read([&](core::Tx& tx) {
    CHECK(!tx.local_chat().token("session", cookie, house.clock.now()));
    CHECK(tx.local_chat().token("session", *server::hash_of_token(cookie), house.clock.now()) ==
          "lin");
  });
}

TEST_CASE("every route but the files and the login asks for a session, and an old one is none") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  house.clock.advance(server::session_life + Millis(1));
  int guarded = 0;
  for (const net::Route& route : house.router.routes()) {
    if (route.authentication == net::Authentication::open) continue;
    ++guarded;
    CAPTURE(route.path);
    REQUIRE(route.authentication == net::Authentication::session);
    std::string path = route.path;
    for (const auto& [name, value] : {std::pair{"{group}", "g1"}, std::pair{"{form}", "f1"}}) {
      if (const auto at = path.find(name); at != std::string::npos)
        path.replace(at, std::string_view(name).size(), value);
    }
    auto none = house.own_post(path, "", hello);
    auto old = house.own_post(path, cookie, hello);
    none.method = old.method = route.method;
    if (route.method == "GET") none.body = old.body = "";
    CHECK(house.ask(none).status == 401);
    const auto refused = house.ask(old);
    CHECK(refused.status == 401);
    CHECK(error_in(refused) == "not_logged_in");
  }
  CHECK(guarded == 10);
  CHECK(house.door.heard.empty());
}

TEST_CASE("leaving ends the session") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  CHECK(json_in(house.get("/chat/api/me", cookie)) ==
        net::Json{{"account", "lin"}, {"name", "Lin"}, {"language", "en"}});
  CHECK(house.post("/chat/api/logout", cookie, net::Json::object()).status == 200);
  CHECK(house.get("/chat/api/me", cookie).status == 401);
}

TEST_CASE("what another site sends is refused before it is read") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  const std::string say = "/chat/api/groups/g1/say";
  const auto status = [&](const std::function<void(net::ServerRequest&)>& change) {
    auto request = house.own_post(say, cookie, hello);
    change(request);
    return house.ask(request).status;
  };
  CHECK(status([](auto& r) { r.headers.set("Origin", "https://evil.example.com"); }) == 403);
  CHECK(status([](auto& r) { r.headers.set("Origin", "null"); }) == 403);
  CHECK(status([](auto& r) { r.headers.set("Origin", "https://chat.example.com.evil.com"); }) ==
        403);
  CHECK(status([](auto& r) { r.headers.set("Sec-Fetch-Site", "cross-site"); }) == 403);
  CHECK(status([](auto& r) { r.headers.set("Sec-Fetch-Site", "same-site"); }) == 403);
  CHECK(status([](auto& r) { r.headers.set("X-Chatops", "0"); }) == 403);
  CHECK(status([](auto& r) {
          r.headers.set("Origin", "");
          r.headers.set("Sec-Fetch-Site", "");
        }) == 403);
  CHECK(status([](auto& r) { r.headers.set("Content-Type", "text/plain"); }) == 415);
  CHECK(house.door.heard.empty());
  CHECK(json_in(house.get("/chat/api/groups/g1/messages", cookie))["messages"].empty());
  CHECK(status([](auto&) {}) == 200);
  CHECK(status([](auto& r) { r.headers.set("Origin", ""); }) == 200);
}

TEST_CASE("behind a proxy that changes Host, the origin is the configured one") {
  PageHouse house({.origin = "https://chat.corp.example"});
  const auto cookie = house.log_in("lin");
  auto request = house.own_post("/chat/api/groups/g1/say", cookie, hello);
  CHECK(house.ask(request).status == 403);
  request.headers.set("Origin", "https://chat.corp.example");
  CHECK(house.ask(request).status == 200);
}

TEST_CASE("the page is plain files, from here alone, and frames nobody") {
  PageHouse house;
  const auto page = house.get("/chat/");
  CHECK(page.status == 200);
  CHECK(page.headers.get("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.headers.get("X-Content-Type-Options") == "nosniff");
  CHECK(page.headers.get("Content-Security-Policy") ==
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src "
        "'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'");
  CHECK(house.get("/chat/app.js").headers.get("Content-Type") == "text/javascript; charset=utf-8");
  CHECK(house.get("/chat/style.css").headers.get("Content-Type") == "text/css; charset=utf-8");
  CHECK(house.get("/chat").headers.get("Location") == "/chat/");
  CHECK(house.get("/chat/nothing.js").status == 404);
  // Whatever the page names is there.
  std::size_t named = 0;
  for (auto at = page.body.find("href=\""); at != std::string::npos;
       at = page.body.find("href=\"", at + 1)) {
    const std::string file = page.body.substr(at + 6, page.body.find('"', at + 6) - at - 6);
    if (file.starts_with("data:")) continue;
    CAPTURE(file);
    CHECK(house.get("/chat/" + file).status == 200);
    ++named;
  }
  CHECK(named >= 10);
  auto again = house.request("GET", "/chat/app.js");
  again.headers.add("If-None-Match", std::string(*house.get("/chat/app.js").headers.get("ETag")));
  CHECK(house.ask(again).status == 304);
}

// What the page's routes tell and do, and whom they refuse.
// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "page_house.hpp"

using namespace chatops;
using test::error_in;
using test::json_in;
using test::PageHouse;
using Json = net::Json;

namespace {

core::MessageButton button(const std::string& label, const std::string& name) {
  return {label, card::Tone::primary, "", {.name = name, .environment = "sprint-1", .epoch = 1}};
}

}  // namespace

TEST_CASE("somebody's groups, with the last line of each, and no other's") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  house.bot_says("g1", {.title = "Deployed", .text = "first\nsecond"});
  house.bot_says("g2", {.text = "secret"});
  const Json groups = json_in(house.get("/chat/api/groups", cookie));
  REQUIRE(groups["groups"].size() == 2);
  CHECK(groups["groups"][0]["id"] == "old");
  CHECK(groups["groups"][0]["dissolved"] == true);
  CHECK(groups["groups"][0]["last"].is_null());
  CHECK(groups["groups"][1]["last"]["line"] == "Deployed");
  CHECK(groups["groups"][1]["members"] ==
        Json::array({{{"id", "lin"}, {"name", "Lin"}}, {{"id", "wang"}, {"name", "Wang"}}}));
  CHECK(groups["change"].get<std::int64_t>() >= 2);
  CHECK(house.get("/chat/api/groups", cookie).body.find("secret") == std::string::npos);
  CHECK(house.get("/chat/api/groups", cookie).headers.get("Cache-Control") == "no-store");
}

TEST_CASE("a group that one is not in is as one that is not there") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  const Json line{{"text", "/deploy"}, {"key", "k"}};
  const std::string endless(300, 'x');
  for (const std::string& group :
       std::vector<std::string>{"g2", "nothing", "%2e%2e", "g1%00", "..%2fg1", endless}) {
    CAPTURE(group);
    const std::string base = "/chat/api/groups/" + group;
    for (const char* path : {"/messages", "/complete?text=/", "/forms/f1/options?row=api"})
      CHECK(house.get(base + path, cookie).status / 100 == 4);
    for (const char* path : {"/say", "/click", "/forms/f1"})
      CHECK(house.post(base + path, cookie, line).status / 100 == 4);
  }
  CHECK(error_in(house.get("/chat/api/groups/g2/messages", cookie)) == "not_found");
  CHECK(house.door.heard.empty());
}

TEST_CASE("a transcript comes in pieces, newest last") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(house.bot_says("g1", {.text = std::to_string(i)}));
  const Json last = json_in(house.get("/chat/api/groups/g1/messages?limit=3", cookie));
  REQUIRE(last["messages"].size() == 3);
  CHECK(last["messages"][0]["text"] == "4");
  CHECK(last["messages"][2]["text"] == "6");
  CHECK(last["more"] == true);
  const std::string before = std::to_string(ids[1]);
  const Json first =
      json_in(house.get("/chat/api/groups/g1/messages?limit=3&before=" + before, cookie));
  REQUIRE(first["messages"].size() == 1);
  CHECK(first["more"] == false);
  for (const char* odd :
       {"before=-1", "before=x", "limit=1e3", "before=99999999999999999999", "limit="})
    CHECK(house.get(std::string("/chat/api/groups/g1/messages?") + odd, cookie).status == 400);
  CHECK(json_in(house.get("/chat/api/groups/g1/messages?limit=0", cookie))["messages"].size() == 1);
  CHECK(json_in(house.get("/chat/api/groups/g1/messages?limit=9999", cookie))["messages"].size() ==
        7);
}

TEST_CASE("links that are not of the web and actions stay on the server") {
  PageHouse house;
  const auto cookie = house.log_in("lin");
  core::Message card{.title = "Card"};
  card.facts = {{"a", "b", "javascript:alert(1)"}, {"c", "d", "HTTPS://example.com/"}};
  card.links = {{"bad", "data:text/html,x"}, {"good", "http://example.com"}};
  card.buttons = {button("Deploy", "deploy"),
                  {"Odd", card::Tone::plain, "javascript:x", {}},
                  {"Open", card::Tone::plain, "https://example.com/p", {}}};
  house.bot_says("g1", card);
  const auto answer = house.get("/chat/api/groups/g1/messages", cookie);
  CHECK(answer.body.find("javascript") == std::string::npos);
  CHECK(answer.body.find("data:") == std::string::npos);
  CHECK(answer.body.find("epoch") == std::string::npos);
  const Json message = json_in(answer)["messages"][0];
  CHECK(message["facts"][1]["link"] == "HTTPS://example.com/");
  REQUIRE(message["buttons"].size() == 2);
  CHECK(message["buttons"][0]["tone"] == "primary");
  CHECK(message["buttons"][1]["link"] == "https://example.com/p");
}

TEST_CASE("a line among people is kept and shown, and is not chatops' business") {
  PageHouse house;
  const auto lin = house.log_in("lin"), wang = house.log_in("wang");
  const auto answer = house.post("/chat/api/groups/g1/say", lin,
                                 {{"text", "  hello\x01 <b>all</b>\n"}, {"key", "k1"}});
  REQUIRE(answer.status == 200);
  CHECK(json_in(answer)["message"]["key"] == "k1");
  CHECK(json_in(answer)["reply"]["message"].is_null());
  CHECK(house.door.heard.empty());
  const Json seen = json_in(house.get("/chat/api/groups/g1/messages", wang))["messages"];
  REQUIRE(seen.size() == 1);
  CHECK(seen[0]["text"] == "hello <b>all</b>");
  CHECK(seen[0]["author"] == "lin");
  CHECK(seen[0]["name"] == "Lin");
  CHECK(!seen[0].contains("key"));
}

TEST_CASE(
    "a line for chatops goes through the door, once kept, and its answer is the person's alone") {
  PageHouse house;
  const auto lin = house.log_in("lin"), wang = house.log_in("wang");
  house.door.reply = {
      .message = core::Message{.title = "For you", .buttons = {button("Details", "show")}},
      .form = core::Form{.id = "f1", .title = "Deploy"},
      .toast = "done"};
  const Json line{{"text", "/deploy"}, {"key", "same"}};
  const Json first = json_in(house.post("/chat/api/groups/g1/say", lin, line));
  const Json other{{"text", "/delete"}, {"key", "same"}};
  const Json second = json_in(house.post("/chat/api/groups/g1/say", lin, other));
  CHECK(first["message"]["id"] == second["message"]["id"]);
  CHECK(house.door.heard == std::vector<std::string>{"lin said /deploy", "lin said /deploy"});
  CHECK(house.door.keys[0] == house.door.keys[1]);
  CHECK(first["reply"]["toast"] == "done");
  CHECK(first["reply"]["form"]["id"] == "f1");
  CHECK(first["reply"]["message"]["title"] == "For you");
  CHECK(json_in(house.get("/chat/api/groups/g1/messages", wang))["messages"].size() == 1);

  // Its button works for that person in that group, and for nobody else.
  const Json click{{"message", first["reply"]["message"]["id"]},
                   {"button", first["reply"]["message"]["buttons"][0]["id"]}};
  CHECK(house.post("/chat/api/groups/g1/click", lin, click).status == 200);
  CHECK(house.door.heard.back() == "lin clicked show sprint-1");
  CHECK(error_in(house.post("/chat/api/groups/g1/click", wang, click)) == "message_gone");

  // Another person's key is another's.
  house.post("/chat/api/groups/g1/say", wang, line);
  CHECK(house.door.heard.back() == "wang said /deploy");
  CHECK(house.door.keys.back() != house.door.keys.front());
}

TEST_CASE("what the door refuses is worded for the person") {
  PageHouse house;
  const auto answer =
      house.post("/chat/api/groups/g1/say", house.log_in("lin"), {{"text", "/fail"}, {"key", "k"}});
  CHECK(answer.status == 200);
  CHECK(json_in(answer)["reply"]["message"]["text"] == "worded right_missing");
}

TEST_CASE("lines that are no lines are refused and not kept") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  const auto refused = [&](const Json& body) {
    return error_in(house.post("/chat/api/groups/g1/say", lin, body));
  };
  CHECK(refused({{"text", " \n"}, {"key", "k"}}) == "empty");
  CHECK(refused({{"text", std::string(12'001, 'x')}, {"key", "k"}}) == "too_large");
  CHECK(refused({{"text", "x"}, {"key", ""}}) == "odd_key");
  CHECK(refused({{"text", "x"}, {"key", "a/b"}}) == "odd_key");
  CHECK(refused({{"text", "x"}, {"key", std::string(65, 'k')}}) == "odd_key");
  CHECK(refused({{"text", Json::array()}, {"key", "k"}}) == "empty");
  CHECK(refused(Json::array()) == "not_json");
  auto cut = house.own_post("/chat/api/groups/g1/say", lin, Json::object());
  cut.body = "{\"text\":";
  CHECK(error_in(house.ask(cut)) == "not_json");
  cut.body = std::string(20, '[') + std::string(20, ']');
  CHECK(error_in(house.ask(cut)) == "not_json");
  cut.body = std::string(40'000, ' ');
  CHECK(house.ask(cut).status == 413);
  CHECK(json_in(house.get("/chat/api/groups/g1/messages", lin))["messages"].empty());
}

TEST_CASE("a dissolved group can be read and takes nothing more") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  CHECK(house.get("/chat/api/groups/old/messages", lin).status == 200);
  CHECK(error_in(house.post("/chat/api/groups/old/say", lin,
                            {{"text", "/deploy"}, {"key", "k"}})) == "group_gone");
  CHECK(house.door.heard.empty());
}

TEST_CASE("a click does what the stored card says, or says that the card is old") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  const auto id = house.bot_says(
      "g1", {.title = "Card", .buttons = {button("Deploy", "deploy"), button("Mute", "mute")}});
  const Json shown = json_in(house.get("/chat/api/groups/g1/messages", lin))["messages"][0];
  Json click{{"message", std::to_string(id)},
             {"button", shown["buttons"][1]["id"]},
             {"action", {{"name", "delete"}, {"environment", "production"}}}};
  CHECK(house.post("/chat/api/groups/g1/click", lin, click).status == 200);
  CHECK(house.door.heard == std::vector<std::string>{"lin clicked mute sprint-1"});

  // The card changes under the person's hand: the button that is still there works wherever it
  // stands now, the one that is gone does not.
  house.store.write([&](core::Tx& tx) {
    tx.local_chat().change("g1", id, {.title = "Card", .buttons = {button("Ton aus", "mute")}});
  });
  CHECK(house.post("/chat/api/groups/g1/click", lin, click).status == 200);
  CHECK(house.door.heard.back() == "lin clicked mute sprint-1");
  click["button"] = shown["buttons"][0]["id"];
  const auto old = house.post("/chat/api/groups/g1/click", lin, click);
  CHECK(old.status == 409);
  CHECK(error_in(old) == "card_outdated");
  for (const Json& odd :
       {Json("x"), Json("-1"), Json("999"), Json(), Json(id + 1), Json("own-1")}) {
    click["message"] = odd;
    CHECK(error_in(house.post("/chat/api/groups/g1/click", lin, click)) == "message_gone");
  }
  CHECK(house.door.heard.size() == 2);
}

TEST_CASE("a filled-in form reaches the door as it was filled in") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  Json filled{{"revision", "r1"},
              {"button", "deploy"},
              {"settings", {{"domain", "a.example.com"}}},
              {"picks",
               {{"api", {{"mode", "pin"}, {"value", "main-2"}}},
                {"web", {{"mode", "follow"}, {"value", "main"}}}}},
              {"seen", {{"api", "main-2"}}}};
  CHECK(house.post("/chat/api/groups/g1/forms/f1", lin, {{"answer", filled}}).status == 200);
  CHECK(house.door.heard == std::vector<std::string>{"lin answered f1 deploy"});
  CHECK(house.door.last_answer == card::Answer{.revision = "r1",
                                               .button = "deploy",
                                               .settings = {{"domain", "a.example.com"}},
                                               .picks = {{"api", {card::PickMode::pin, "main-2"}},
                                                         {"web", {card::PickMode::follow, "main"}}},
                                               .seen = {{"api", "main-2"}}});
  const auto odd = [&](const char* member, const Json& value) {
    Json other = filled;
    other[member] = value;
    return error_in(house.post("/chat/api/groups/g1/forms/f1", lin, {{"answer", other}}));
  };
  CHECK(odd("settings", Json::array()) == "odd_answer");
  CHECK(odd("settings", {{"domain", 7}}) == "odd_answer");
  CHECK(odd("settings", {{"domain", std::string(1025, 'x')}}) == "odd_answer");
  CHECK(odd("picks", {{"api", "main"}}) == "odd_answer");
  CHECK(odd("picks", {{"api", {{"mode", "take"}, {"value", "main"}}}}) == "odd_answer");
  CHECK(odd("button", Json()) == "odd_answer");
  CHECK(error_in(house.post("/chat/api/groups/g1/forms/f1", lin, Json::object())) == "odd_answer");
  CHECK(house.door.heard.size() == 1);
}

TEST_CASE("options and completions are asked of the door, within caps") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  const std::string forms = "/chat/api/groups/g1/forms/";
  const Json options =
      json_in(house.get(forms + "f1/options?row=api&q=ma%20in&group=main&limit=9999", lin));
  CHECK(house.door.heard.back() == "lin asked f1,api,ma in,main,200");
  CHECK(options ==
        Json{{"options", Json::array({{{"id", "main-2"}, {"group", "main"}, {"cells", {"2h"}}}})},
             {"more", true}});
  CHECK(error_in(house.get(forms + "gone/options?row=api", lin)) == "card_outdated");
  CHECK(error_in(house.get(forms + "f1/options?row=" + std::string(300, 'x'), lin)) == "too_large");
  CHECK(error_in(house.get(forms + "f1/options?row=%ff", lin)) == "not_text");
  CHECK(json_in(house.get("/chat/api/groups/g1/complete?text=/dep", lin)) ==
        Json{{"completions", Json::array({{{"text", "/deploy"}, {"hint", "a hint"}}})}});
  CHECK(error_in(house.get("/chat/api/groups/g1/complete?text=" + std::string(1025, 'x'), lin)) ==
        "too_large");
}

TEST_CASE("a poll waits without a thread and is woken by what concerns the person") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  const Json groups = json_in(house.get("/chat/api/groups", lin));
  const auto poll = [&](std::int64_t after, const std::string& version) {
    return house.begin(house.request(
        "GET", "/chat/api/changes?after=" + std::to_string(after) + "&groups=" + version, lin));
  };
  const std::string version = groups["version"];
  const std::int64_t now = groups["change"];
  const auto waits = [](std::future<net::ServerResponse>& one) {
    return one.wait_for(std::chrono::seconds(0)) == std::future_status::timeout;
  };

  // More wait than there are threads, and the routes answer all the same.
  std::vector<std::future<net::ServerResponse>> many;
  for (int i = 0; i < 20; ++i) many.push_back(poll(now, version));
  CHECK(house.get("/chat/api/me", lin).status == 200);
  house.bot_says("g2", {.text = "not for lin"});
  CHECK(house.get("/chat/api/me", lin).status == 200);
  CHECK(waits(many.front()));
  house.bot_says("g1", {.text = "for lin"});
  Json seen;
  for (auto& one : many) {
    seen = json_in(one.get());
    REQUIRE(seen["messages"].size() == 1);
    CHECK(seen["messages"][0]["text"] == "for lin");
    CHECK(seen["messages"][0]["group"] == "g1");
  }

  // What came in between is answered at once; so is another list of groups, and odd questions.
  CHECK(json_in(poll(now, version).get())["messages"].size() == 1);
  auto waiting = poll(seen["change"], version);
  house.page.groups_changed();
  const Json told = json_in(waiting.get());
  CHECK(told["messages"].empty());
  CHECK(told["version"] != version);
  CHECK(house.get("/chat/api/changes?after=x", lin).status == 400);

  // Whoever has left while waiting is told so.
  auto last = poll(seen["change"], told["version"]);
  house.post("/chat/api/logout", lin, Json::object());
  house.page.messages_changed();
  CHECK(last.get().status == 401);
}

TEST_CASE("no change is missed however polls and changes meet") {
  PageHouse house;
  const auto lin = house.log_in("lin");
  const std::string version = json_in(house.get("/chat/api/groups", lin))["version"];
  std::int64_t after = 0;
  constexpr int lines = 60;
  std::thread writer([&] {
    for (int i = 0; i < lines; ++i) house.bot_says("g1", {.text = std::to_string(i)});
  });
  int heard = 0;
  while (heard < lines) {
    const Json seen = json_in(
        house.get("/chat/api/changes?after=" + std::to_string(after) + "&groups=" + version, lin));
    for (const Json& message : seen["messages"]) CHECK(message["text"] == std::to_string(heard++));
    after = seen["change"];
  }
  writer.join();
}

TEST_CASE("a poll that ends with nothing says so") {
  PageHouse house;
  for (const net::Route& route : house.router.routes()) {
    if (route.path != "/chat/api/changes") continue;
    REQUIRE(route.poll_end);
    CHECK(json_in(route.poll_end()) == Json{{"messages", Json::array()}});
    CHECK(route.answer_deadline == Millis(25'000));
  }
}

// The chat platforms of a server: each with its way in, and known to who sends messages.
// SPDX-License-Identifier: Apache-2.0
#include "wire/chats.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/fake_system.hpp"
#include "unit/server/page_house.hpp"

using namespace chatops;

namespace {

struct Chatting {
  test::FakeSystem fake;
  store::SqliteStore store{"memory:"};
  System system{fake.clock, fake.random, fake.variables, fake.spawner};
  wire::ServerConfig config;
  wire::ServerConfig& with(std::vector<wire::LocalPerson> people) {
    config.people = std::move(people);
    return config;
  }
  std::vector<std::string> accounts() {
    std::vector<std::string> out;
    store.read([&](core::Tx& tx) {
      for (const auto& one : tx.local_chat().accounts()) out.push_back(one.id);
    });
    return out;
  }
};

}  // namespace

TEST_CASE(
    "every platform is one that messages are sent to, and the first is where groups are made") {
  Chatting house;
  wire::Chats chats({house.store, house.system, house.with({})});
  const auto named = chats.by_name();
  REQUIRE(named.contains(chats.main().name()));
  for (const auto& [name, chat] : named) CHECK(chat->name() == name);
}

TEST_CASE("what people say comes through the ways in, as long as they are open") {
  Chatting house;
  wire::Chats chats({house.store, house.system, house.with({{.login = "lin", .name = "Lin"}})});
  test::RecordingDoor door;
  const auto group = chats.main().groups().create({}, {.name = "Sprint 1", .members = {"lin"}});
  REQUIRE(group);
  for (int opened = 0; opened < 2; ++opened) {
    auto entrances = chats.open(door);
    REQUIRE(entrances.size() == chats.by_name().size());
    std::vector<net::Route> routes;
    net::Authenticators who;
    for (const auto& one : entrances) {
      for (auto& route : one->routes()) routes.push_back(std::move(route));
      who.merge(one->authenticators());
    }
    // Whoever has to show who they are is asked.
    const net::Router router(std::move(routes), std::move(who));
    for (const net::Route& route : router.routes()) {
      net::ServerRequest nobody;
      const bool open = *route.authentication == net::Authentication::open ||
                        *route.authentication == net::Authentication::webhook;
      CHECK(router.authenticate(route, nobody).has_value() != open);
    }
    CHECK(chats.main().messages().send({}, *group, {.text = "hello"}, ""));
    entrances.clear();
    CHECK(chats.main().messages().send({}, *group, {.text = "to nobody who waits"}, ""));
  }
}

TEST_CASE("whoever the configuration names has an account of the local chat, and nobody it did") {
  Chatting house;
  {
    const wire::Chats chats(
        {house.store, house.system, house.with({{"lin", "Lin"}, {"wu", "Wu"}})});
    CHECK(house.accounts() == std::vector<std::string>{"lin", "wu"});
  }
  {
    const wire::Chats chats({house.store, house.system, house.with({{"wu", "Wu Lan"}})});
    CHECK(house.accounts() == std::vector<std::string>{"wu"});
  }
  // Where nobody is named, whoever logged in stays.
  const wire::Chats chats({house.store, house.system, house.with({})});
  CHECK(house.accounts() == std::vector<std::string>{"wu"});
}

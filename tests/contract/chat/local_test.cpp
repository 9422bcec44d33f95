// The local chat keeps the contract of platforms, and tells who listens when something changed.
// SPDX-License-Identifier: Apache-2.0
#include "chat/local/local.hpp"
#include "chat_contract.hpp"
#include "store/sqlite_store.hpp"
#include "support/virtual_clock.hpp"

using namespace chatops;

namespace {

struct Counter final : core::LocalChatListener {
  void messages_changed() override { ++messages; }
  void groups_changed() override { ++groups; }
  int messages = 0, groups = 0;
};

struct Local {
  test::VirtualClock clock;
  SeededRandom random{7};
  store::SqliteStore store{"memory:"};
  Counter counter;
  chat::LocalChat chat{store, clock, random, counter};
  contract::ChatWorld world{
      chat,
      {"lin", "Lin", "lin@example.com", "+8613800000000"},
      {"wang", "Wang", "wang@example.com", ""},
      [this](const core::GroupRef& group) {
        std::vector<core::Message> out;
        store.read([&](core::Tx& tx) {
          out.clear();
          for (const auto& message : tx.local_chat().messages(group.id, 0, 100))
            out.push_back(message.message);
        });
        return out;
      }};

  Local() {
    store.write([&](core::Tx& tx) {
      for (const auto& one : {world.one, world.other})
        tx.local_chat().put(core::LocalAccount{one.id, one.name, one.email, one.mobile});
    });
  }
};

}  // namespace

TEST_CASE("groups are made once, and have the members they were given") {
  contract::keeps_groups(Local().world);
}
TEST_CASE("a dissolved group takes nothing more, and stays readable") {
  contract::dissolves_groups(Local().world);
}
TEST_CASE("a message is sent once and can change") { contract::sends_messages(Local().world); }
TEST_CASE("people are found by what is verified") { contract::knows_people(Local().world); }

TEST_CASE("who listens hears of changes, and of nothing that changed nothing") {
  Local local;
  const Call call;
  const auto group = *local.chat.groups().create(call, {"Sprint", {"lin"}, "k"});
  CHECK(*local.chat.groups().create(call, {"Sprint", {"lin"}, "k"}) == group);
  CHECK(local.counter.groups == 1);
  CHECK(local.chat.groups().add(call, group, std::vector<std::string>{"lin"}));
  CHECK(local.counter.groups == 1);
  CHECK(local.chat.groups().add(call, group, std::vector<std::string>{"wang"}));
  CHECK(local.counter.groups == 2);
  const auto ref = *local.chat.messages().send(call, group, {.text = "a"}, "");
  CHECK(local.counter.messages == 1);
  CHECK(local.chat.messages().update(call, ref, {.text = "a"}));
  CHECK(local.counter.messages == 1);
  CHECK(local.chat.messages().update(call, ref, {.text = "b"}));
  CHECK(local.counter.messages == 2);
}

TEST_CASE("a call that has ended does nothing") {
  Local local;
  Call late;
  late.deadline = local.clock.tick();
  const auto group = local.chat.groups().create(late, {"Sprint", {"lin"}, "k"});
  REQUIRE(!group);
  CHECK(group.error().reason == Reason::deadline_passed);
  std::stop_source stop;
  stop.request_stop();
  Call stopped;
  stopped.stop = stop.get_token();
  CHECK_THROWS_AS(local.chat.groups().create(stopped, {"Sprint", {"lin"}, "k"}), Interrupted);
  CHECK(local.counter.groups == 0);
}

// What every chat platform promises, written once. A platform's test gives a world with its chat,
// two accounts that it knows and a way to read back what a group shows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "core/chat.hpp"

namespace chatops::contract {

struct ChatWorld {
  core::Chat& chat;
  core::ChatAccount one, other;  ///< with a verified e-mail; `one` with a mobile too
  /// The messages of a group as its members see them, oldest first, also when it is dissolved.
  std::function<std::vector<core::Message>(const core::GroupRef&)> shown;
};

inline core::Message contract_card(const std::string& title) {
  return {.title = title,
          .tone = core::MessageTone::busy,
          .text = "first line\nsecond line",
          .facts = {{"Started by", "lin", "https://example.com/lin"}},
          .log = {"one", "two"},
          .links = {{"run", "https://example.com/run"}},
          .buttons = {{"Try again", card::Tone::primary, "", {.name = "retry", .epoch = 2}}}};
}

inline core::RemovalRight right_to(const core::GroupRef& group) {
  return core::Confirmed{{"lin", core::Origin::chat}, group.id};
}

inline void keeps_groups(const ChatWorld& world) {
  const Call call;
  auto& groups = world.chat.groups();
  const core::NewGroup wanted{"Sprint 42 中文", {world.one.id}, "iteration/42"};
  const auto group = value_or_throw(groups.create(call, wanted));
  CHECK(group.platform == world.chat.name());
  CHECK(!group.empty());

  // The same key is the same group, whatever else is said by then.
  CHECK(value_or_throw(groups.create(call, {"Other", {world.other.id}, wanted.key})) == group);
  CHECK(value_or_throw(groups.create(call, {"Sprint 43", {}, "iteration/43"})) != group);
  CHECK(value_or_throw(groups.facts(call, group)).name == wanted.name);
  CHECK(value_or_throw(groups.facts(call, group)).members == std::vector{world.one.id});

  const std::vector both{world.one.id, world.other.id};
  REQUIRE(groups.add(call, group, both));
  REQUIRE(groups.add(call, group, both));
  auto members = value_or_throw(groups.facts(call, group)).members;
  CHECK(std::is_permutation(members.begin(), members.end(), both.begin(), both.end()));
  REQUIRE(groups.remove(call, group, std::vector{world.one.id}));
  REQUIRE(groups.remove(call, group, std::vector{world.one.id}));
  CHECK(value_or_throw(groups.facts(call, group)).members == std::vector{world.other.id});

  REQUIRE(groups.rename(call, group, "Sprint 42, extended"));
  CHECK(value_or_throw(groups.facts(call, group)).name == "Sprint 42, extended");
  const auto gone = groups.facts(call, {world.chat.name(), "no-such-group"});
  REQUIRE(!gone);
  CHECK(gone.error().reason == Reason::group_gone);
}

inline void dissolves_groups(const ChatWorld& world) {
  const Call call;
  auto& groups = world.chat.groups();
  const auto group = value_or_throw(groups.create(call, {"Sprint 7", {world.one.id}, "k/7"}));
  const auto said =
      value_or_throw(world.chat.messages().send(call, group, contract_card("Last words"), "bye"));
  CHECK(!groups.dissolve(call, group, right_to({group.platform, "another"})));
  CHECK(groups.facts(call, group));
  REQUIRE(groups.dissolve(call, group, right_to(group)));
  const auto facts = groups.facts(call, group);
  REQUIRE(!facts);
  CHECK(facts.error().reason == Reason::group_gone);
  const auto late = world.chat.messages().send(call, group, contract_card("Late"), "late");
  REQUIRE(!late);
  CHECK(late.error().reason == Reason::group_gone);
  CHECK(world.shown(group) == std::vector{contract_card("Last words")});
}

inline void sends_messages(const ChatWorld& world) {
  const Call call;
  auto& messages = world.chat.messages();
  const auto group =
      value_or_throw(world.chat.groups().create(call, {"Sprint 8", {world.one.id}, "k/8"}));
  const auto first = value_or_throw(messages.send(call, group, contract_card("A"), "a"));
  CHECK(value_or_throw(messages.send(call, group, contract_card("A again"), "a")) == first);
  const auto second = value_or_throw(messages.send(call, group, {.text = "plain"}, "b"));
  CHECK(first.group == group);
  CHECK(second != first);
  CHECK(world.shown(group) == std::vector{contract_card("A"), core::Message{.text = "plain"}});

  if (world.chat.capabilities().living_cards) {
    REQUIRE(messages.update(call, first, contract_card("A, done")));
    REQUIRE(messages.update(call, first, contract_card("A, done")));
    CHECK(world.shown(group).front() == contract_card("A, done"));
  }
  const auto gone = messages.update(call, {group, "987654321"}, contract_card("x"));
  REQUIRE(!gone);
  CHECK(gone.error().reason == Reason::message_gone);
}

inline void knows_people(const ChatWorld& world) {
  const std::vector<core::Person> asked{{"", "", world.one.email},
                                        {"", "somebody else", ""},
                                        {"", "", "nobody@example.com"},
                                        {"", "", world.other.email},
                                        {"", "", "", world.one.mobile}};
  const auto found = value_or_throw(world.chat.directory().find(Call{}, asked));
  REQUIRE(found.size() == asked.size());
  REQUIRE(found[0]);
  CHECK(found[0]->id == world.one.id);
  CHECK(!found[1]);  // nothing verified to go by
  CHECK(!found[2]);
  REQUIRE(found[3]);
  CHECK(found[3]->id == world.other.id);
  REQUIRE(found[4]);
  CHECK(found[4]->id == world.one.id);
}

}  // namespace chatops::contract

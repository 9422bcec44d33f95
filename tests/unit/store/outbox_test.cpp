// What is to be told: once, in order a group, and of a card only the newest state.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/kept.hpp"

using namespace chatops;
using core::GroupRef;
using core::MessageRef;
using core::OutboxItem;
using core::Tx;
using test::second;

namespace {

const GroupRef one{"local", "g1"};
const GroupRef two{"local", "g2"};

OutboxItem line(const GroupRef& group, const std::string& text, const std::string& key = "") {
  return {.group = group, .notice = {"reply", {{"text", text}}}, .key = key, .due = second(10)};
}

OutboxItem state(const GroupRef& group, const std::string& card, const std::string& text) {
  auto out = line(group, text);
  out.card = card;
  return out;
}

std::string text_in(const OutboxItem& item) { return item.notice.body.value("text", ""); }

std::vector<std::string> due(Tx& tx, Instant now, int limit = 99) {
  std::vector<std::string> out;
  for (const auto& item : tx.outbox().due(now, limit)) out.push_back(text_in(item));
  return out;
}

OutboxItem first_due(Tx& tx, Instant now) {
  const auto found = tx.outbox().due(now, 1);
  REQUIRE(found.size() == 1);
  return found[0];
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("cards are found by how their names begin") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK(tx.outbox().put(state(one, "a/1", "x")));
      CHECK(tx.outbox().put(state(one, "a/2", "y")));
      CHECK(tx.outbox().put(state(one, "ab/1", "z")));
      CHECK(tx.outbox().put(state(two, "a/1", "w")));
      tx.outbox().sent(first_due(tx, second(10)), {one, "m"}, second(10));
      Texts found;
      for (const auto& notice : tx.outbox().cards(one, "a/"))
        found.push_back(notice.body.value("text", ""));
      CHECK(found == Texts{"x", "y"});
      CHECK(tx.outbox().cards(two, "b/").empty());
    });
  });
}

TEST_CASE("what a clock that ran ahead put off does not wait until that time has come") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK(tx.outbox().put(line(one, "a")));
      tx.outbox().retry(first_due(tx, second(10)), second(310));
      CHECK(tx.outbox().tries(one) == 1);
      CHECK(tx.outbox().tries(two) == 0);
      CHECK(due(tx, second(11)).empty());
      CHECK(due(tx, second(310) - std::chrono::minutes{10}).empty());
      CHECK(due(tx, second(309) - std::chrono::minutes{10}) == Texts{"a"});
    });
  });
}

TEST_CASE("messages go in order within a group, and groups do not wait for each other") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK(tx.outbox().put(line(one, "a")));
      CHECK(tx.outbox().put(line(one, "b")));
      CHECK(tx.outbox().put(line(two, "c")));
      CHECK(tx.outbox().waiting() == 3);
    });
    kept.reopen();
    kept.write([](Tx& tx) {
      CHECK(due(tx, second(9)).empty());
      CHECK(due(tx, second(10)) == Texts{"a", "c"});
      CHECK(due(tx, second(10), 1) == Texts{"a"});
      const auto a = first_due(tx, second(10));
      CHECK(a.group == one);
      CHECK(a.notice.kind == "reply");
      CHECK(a.key == "outbox/" + std::to_string(a.id));
      CHECK(a.generation == 1);
      CHECK(a.sent.empty());
      tx.outbox().sent(a, {one, "m1"}, second(11));
      CHECK(due(tx, second(11)) == Texts{"b", "c"});
      CHECK(tx.outbox().waiting() == 2);
    });
  });
}

TEST_CASE("one that failed holds up its group until its time; one meant for later does not") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto later = line(one, "later");
      later.due = second(500);
      tx.outbox().put(later);
      tx.outbox().put(line(one, "a"));
      tx.outbox().put(line(one, "b"));
      tx.outbox().put(line(two, "c"));
      CHECK(tx.outbox().next_due() == second(10));
      CHECK(due(tx, second(10)) == Texts{"a", "c"});
      tx.outbox().retry(first_due(tx, second(10)), second(60));
      CHECK(due(tx, second(11)) == Texts{"c"});
      tx.outbox().sent(first_due(tx, second(11)), {two, "m"}, second(11));
      // Whoever sleeps until then finds something, and not earlier.
      CHECK(tx.outbox().next_due() == second(60));
      CHECK(due(tx, second(59)).empty());
      CHECK(due(tx, second(60)) == Texts{"a"});
      const auto a = first_due(tx, second(60));
      CHECK(a.attempts == 1);
      tx.outbox().sent(a, {one, "m"}, second(60));
      CHECK(due(tx, second(60)) == Texts{"b"});
      tx.outbox().sent(first_due(tx, second(60)), {one, "m2"}, second(60));
      CHECK(tx.outbox().next_due() == second(500));
      CHECK(due(tx, second(500)) == Texts{"later"});
      tx.outbox().drop(first_due(tx, second(500)));
      CHECK_FALSE(tx.outbox().next_due());
      CHECK(tx.outbox().waiting() == 0);
    });
  });
}

TEST_CASE("of a card only the newest state waits, in its old place") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK(tx.outbox().put(state(one, "d/1", "starting")));
      CHECK(tx.outbox().put(line(one, "after")));
      auto running = state(one, "d/1", "running");
      running.due = second(99);
      CHECK(tx.outbox().put(running));
      CHECK(tx.outbox().waiting() == 2);
      const auto item = first_due(tx, second(10));
      CHECK(text_in(item) == "running");
      CHECK(item.generation == 2);
      CHECK(item.sent.empty());
      CHECK_FALSE(tx.outbox().card(one, "d/1"));
      // The same words again are no news, whether they wait or were sent.
      CHECK_FALSE(tx.outbox().put(state(one, "d/1", "running")));
      tx.outbox().sent(item, {one, "m1"}, second(11));
      CHECK_FALSE(tx.outbox().put(state(one, "d/1", "running")));
      CHECK(due(tx, second(11)) == Texts{"after"});
    });
    kept.reopen();
    kept.write([](Tx& tx) {
      CHECK(tx.outbox().card(one, "d/1") == MessageRef{one, "m1"});
      CHECK_FALSE(tx.outbox().card(two, "d/1"));
      // Sent once, it waits again behind what its group got meanwhile, and knows its message.
      CHECK(tx.outbox().put(state(one, "d/1", "ready")));
      CHECK(due(tx, second(11)) == Texts{"after"});
      tx.outbox().sent(first_due(tx, second(11)), {one, "m2"}, second(11));
      const auto ready = first_due(tx, second(12));
      CHECK(text_in(ready) == "ready");
      CHECK(ready.generation == 3);
      CHECK(ready.sent == MessageRef{one, "m1"});
      // Another language is another state.
      tx.outbox().sent(ready, ready.sent, second(12));
      auto chinese = state(one, "d/1", "ready");
      chinese.language = "zh";
      CHECK(tx.outbox().put(chinese));
      CHECK(first_due(tx, second(12)).language == "zh");
      // The same card of another group is another card.
      CHECK(tx.outbox().put(state(two, "d/1", "ready")));
    });
  });
}

TEST_CASE("a state that came while an older one was being sent waits on, with its message") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      tx.outbox().put(state(one, "d/1", "starting"));
      const auto starting = first_due(tx, second(10));
      CHECK(tx.outbox().put(state(one, "d/1", "running")));
      tx.outbox().sent(starting, {one, "m1"}, second(20));
      const auto running = first_due(tx, second(20));
      CHECK(text_in(running) == "running");
      CHECK(running.sent == MessageRef{one, "m1"});
      // Nobody knows whether this try arrived: a new state waits as long.
      tx.outbox().retry(running, second(50));
      CHECK(tx.outbox().put(state(one, "d/1", "ready")));
      CHECK(due(tx, second(49)).empty());
      CHECK(due(tx, second(50)) == Texts{"ready"});
      tx.outbox().sent(first_due(tx, second(50)), {one, "m1"}, second(50));
      CHECK(tx.outbox().waiting() == 0);
    });
  });
}

TEST_CASE("the key of a card's first message stays the same until it was sent") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto starting = state(one, "d/1", "starting");
      starting.key = "k1";
      tx.outbox().put(starting);
      auto running = state(one, "d/1", "running");
      running.key = "k2";
      tx.outbox().put(running);
      CHECK(first_due(tx, second(10)).key == "k1");
      // Both are known as queued.
      CHECK_FALSE(tx.outbox().put(starting));
      running.notice.body["text"] = "other";
      CHECK_FALSE(tx.outbox().put(running));
    });
  });
}

TEST_CASE("a key is queued once for its group, also after it was sent or dropped") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK(tx.outbox().put(line(one, "a", "k")));
      CHECK_FALSE(tx.outbox().put(line(one, "b", "k")));
      CHECK(tx.outbox().put(line(two, "a", "k")));
      CHECK(first_due(tx, second(10)).key == "k");
      tx.outbox().sent(first_due(tx, second(10)), {one, "m1"}, second(11));
      CHECK_FALSE(tx.outbox().put(line(one, "b", "k")));
      tx.outbox().drop(first_due(tx, second(11)));
    });
    kept.reopen();
    kept.write([](Tx& tx) {
      CHECK_FALSE(tx.outbox().put(line(one, "b", "k")));
      CHECK_FALSE(tx.outbox().put(line(two, "b", "k")));
      CHECK(tx.outbox().waiting() == 0);
    });
  });
}

TEST_CASE("a dropped card begins a message of its own with its next state") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      tx.outbox().put(state(one, "d/1", "starting"));
      const auto starting = first_due(tx, second(10));
      tx.outbox().sent(starting, {one, "m1"}, second(11));
      tx.outbox().put(state(one, "d/1", "running"));
      tx.outbox().drop(first_due(tx, second(11)));
      CHECK_FALSE(tx.outbox().card(one, "d/1"));
      CHECK(tx.outbox().waiting() == 0);
      CHECK(tx.outbox().put(state(one, "d/1", "running")));
      const auto again = first_due(tx, second(11));
      CHECK(again.sent.empty());
      CHECK(again.key != starting.key);
      // So does one that came while the older one was given up.
      tx.outbox().put(state(one, "d/1", "ready"));
      tx.outbox().drop(again);
      CHECK(text_in(first_due(tx, second(11))) == "ready");
    });
  });
}

TEST_CASE("what was sent long ago is forgotten; what waits never is") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      tx.outbox().put(line(one, "a", "old"));
      tx.outbox().sent(first_due(tx, second(10)), {one, "m1"}, second(11));
      tx.outbox().put(state(one, "old", "x"));
      tx.outbox().sent(first_due(tx, second(10)), {one, "m2"}, second(12));
      tx.outbox().put(state(one, "waits", "x"));
      tx.outbox().put(line(two, "waits", "waits"));
      tx.outbox().forget(second(11));
      CHECK_FALSE(tx.outbox().put(line(one, "a", "old")));
      CHECK(tx.outbox().card(one, "old"));
      tx.outbox().forget(second(12));
      CHECK(tx.outbox().card(one, "old"));
      CHECK(tx.outbox().put(line(one, "a", "old")));
      tx.outbox().forget(second(99));
      CHECK_FALSE(tx.outbox().card(one, "old"));
      CHECK_FALSE(tx.outbox().put(line(two, "waits", "waits")));
      CHECK_FALSE(tx.outbox().put(state(one, "waits", "x")));
      CHECK(tx.outbox().waiting() == 3);
    });
  });
}

TEST_CASE("a card that is said again and again is not forgotten, and so not sent anew") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto same = state(one, "d/1", "ready");
      tx.outbox().put(same);
      CHECK(tx.outbox().waits(one, "d/1"));
      tx.outbox().sent(first_due(tx, second(10)), {one, "m1"}, second(10));
      CHECK_FALSE(tx.outbox().waits(one, "d/1"));
      CHECK_FALSE(tx.outbox().waits(two, "d/1"));
      same.due = second(10'000);
      CHECK_FALSE(tx.outbox().put(same));
      tx.outbox().forget(second(9'999));
      CHECK(tx.outbox().card(one, "d/1"));
      CHECK_FALSE(tx.outbox().put(same));
      CHECK(tx.outbox().waiting() == 0);
    });
  });
}

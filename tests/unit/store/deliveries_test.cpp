// The journal keeps every delivery once, as it came, until it is finished and old.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/kept.hpp"

using namespace chatops;
using core::Delivery;
using core::DeliveryState;
using core::Tx;
using test::second;

namespace {

Delivery delivery(const std::string& source, const std::string& id, const std::string& hash) {
  return {.source = source,
          .id = id,
          .hash = hash,
          .event = "GIT_PUSHED",
          .headers = {{"X-Event", "push"}, {"X-Odd", "caf\xe9"}},
          .body = std::string("{\"a\":\0\xff}", 8),
          .received_at = second(100)};
}

bool add(Tx& tx, Delivery one) { return tx.deliveries().append(one); }

std::vector<std::int64_t> sequences(const std::vector<core::DeliverySummary>& all) {
  std::vector<std::int64_t> out;
  for (const auto& one : all) out.push_back(one.sequence);
  return out;
}

using Numbers = std::vector<std::int64_t>;

/// `count` deliveries, received a second apart from the first on; the odd numbers are finished.
void fill(test::Kept& kept, int count) {
  kept.write([&](Tx& tx) {
    for (int i = 1; i <= count; ++i) {
      auto one = delivery("coding", std::to_string(i), "h");
      one.received_at = second(i);
      REQUIRE(tx.deliveries().append(one));
      REQUIRE(one.sequence == i);
      if (i % 2 == 1) tx.deliveries().finish(i, DeliveryState::done, "");
    }
  });
}

}  // namespace

TEST_CASE("a delivery comes back byte by byte, also to another process") {
  test::on_each_store([](test::Kept& kept) {
    auto one = delivery("coding", "d-1", "aa");
    kept.write([&](Tx& tx) { CHECK(tx.deliveries().append(one)); });
    CHECK(one.sequence > 0);
    kept.reopen();
    kept.read([&](Tx& tx) {
      const auto waiting = tx.deliveries().waiting(10);
      REQUIRE(waiting.size() == 1);
      const auto found = tx.deliveries().find(one.sequence);
      REQUIRE(found);
      CHECK(found->sequence == waiting[0].sequence);
      CHECK(found->body == one.body);
      CHECK(found->source == "coding");
      CHECK(found->id == "d-1");
      CHECK(found->hash == "aa");
      CHECK(found->event == "GIT_PUSHED");
      CHECK(found->received_at == second(100));
      REQUIRE(found->headers.size() == 2);
      CHECK(found->headers[0] == one.headers[0]);
      CHECK(found->headers[1].second.starts_with("caf"));
      CHECK_FALSE(tx.deliveries().find(one.sequence + 1));
    });
  });
}

TEST_CASE("one delivery is kept once: by its id, or by its hash where it has none") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK(add(tx, delivery("coding", "d-1", "aa")));
      CHECK_FALSE(add(tx, delivery("coding", "d-1", "bb")));
      CHECK(add(tx, delivery("coding", "d-2", "aa")));
      CHECK(add(tx, delivery("gitea", "d-1", "aa")));
      CHECK(add(tx, delivery("coding", "", "aa")));
      CHECK_FALSE(add(tx, delivery("coding", "", "aa")));
      CHECK(add(tx, delivery("coding", "", "bb")));
      CHECK(add(tx, delivery("gitea", "", "aa")));
    });
    kept.reopen();
    kept.write([](Tx& tx) {
      CHECK_FALSE(add(tx, delivery("coding", "d-1", "cc")));
      CHECK(tx.deliveries().list(0, 99).size() == 6);
      // Also one that is finished is known.
      tx.deliveries().finish(1, DeliveryState::done, "");
      CHECK_FALSE(add(tx, delivery("coding", "d-1", "cc")));
    });
  });
}

TEST_CASE("what waits comes oldest first, until it is finished; replaying makes it wait again") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      for (const char* id : {"1", "2", "3", "4"}) CHECK(add(tx, delivery("coding", id, "h")));
      REQUIRE(tx.deliveries().waiting(2).size() == 2);
      CHECK(tx.deliveries().waiting(2)[0].id == "1");
      tx.deliveries().finish(1, DeliveryState::done, "");
      tx.deliveries().finish(2, DeliveryState::odd, "webhook_unreadable");
      CHECK(tx.deliveries().waiting(9).size() == 2);
      CHECK(tx.deliveries().waiting(9)[0].id == "3");
    });
    kept.write([](Tx& tx) {
      const auto list = tx.deliveries().list(0, 9);
      CHECK(sequences(list) == Numbers{4, 3, 2, 1});
      CHECK(sequences(tx.deliveries().list(4, 2)) == Numbers{3, 2});
      CHECK(list[2].state == DeliveryState::odd);
      CHECK(list[2].why == "webhook_unreadable");
      CHECK(list[3].state == DeliveryState::done);
      CHECK(list[0].state == DeliveryState::waiting);
      CHECK(list[0].size == 8);
      CHECK(list[0].event == "GIT_PUSHED");
      CHECK(tx.deliveries().replay(2, 3) == 1);
      CHECK(tx.deliveries().waiting(1)[0].id == "2");
      CHECK(tx.deliveries().list(3, 1)[0].why.empty());
    });
  });
}

TEST_CASE("only finished ones are forgotten, by age and by count, a few at a time") {
  test::on_each_store([](test::Kept& kept) {
    fill(kept, 10);
    kept.write([](Tx& tx) {
      CHECK(tx.deliveries().forget(second(6), 2) == 2);
      CHECK(tx.deliveries().forget(second(6), 2) == 1);
      CHECK(tx.deliveries().forget(second(6), 2) == 0);
      CHECK(sequences(tx.deliveries().list(0, 99)) == Numbers{10, 9, 8, 7, 6, 4, 2});
      CHECK(tx.deliveries().forget_beyond(2, 99) == 1);
      CHECK(sequences(tx.deliveries().list(0, 99)) == Numbers{10, 9, 8, 6, 4, 2});
      CHECK(tx.deliveries().forget_beyond(99, 99) == 0);
      CHECK(tx.deliveries().waiting(99).size() == 5);
      tx.deliveries().finish(10, DeliveryState::done, "");
      CHECK(tx.deliveries().forget(second(99), 99) == 2);
    });
    kept.reopen();
    kept.write([](Tx& tx) {
      // Numbers rise, also when the newest is gone.
      auto next = delivery("coding", "next", "h");
      CHECK(tx.deliveries().append(next));
      CHECK(next.sequence == 11);
    });
  });
}

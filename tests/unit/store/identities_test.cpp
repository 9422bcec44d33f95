// People: an account is one person's, and nobody is taken for somebody else.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/kept.hpp"

using namespace chatops;
using core::Identity;
using core::Tx;
using test::error_of;
using test::second;

namespace {

Identity lin() {
  return {.id = "coding:7",
          .name = "Lin Wei",
          .email = "Lin@Example.com",
          .mobile = "+8613800000000",
          .accounts = {{"coding", "7"}, {"local", "lin"}},
          .linked_by = "coding:1",
          .changed_at = second(5)};
}

}  // namespace

TEST_CASE("a person is found by id, account, e-mail and mobile") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) { tx.identities().put(lin()); });
    kept.reopen();
    kept.read([](Tx& tx) {
      auto& people = tx.identities();
      const auto found = people.find("coding:7");
      REQUIRE(found);
      CHECK(found->name == "Lin Wei");
      CHECK(found->email == "Lin@Example.com");
      CHECK(found->mobile == "+8613800000000");
      CHECK(found->accounts == lin().accounts);
      CHECK(found->linked_by == "coding:1");
      CHECK(found->changed_at == second(5));
      CHECK(people.by_account("local", "lin")->id == "coding:7");
      CHECK_FALSE(people.by_account("coding", "lin"));
      CHECK(people.by_email("lin@example.com")->id == "coding:7");
      CHECK(people.by_mobile("+8613800000000")->id == "coding:7");
      CHECK_FALSE(people.by_email("lin@example.co"));
      CHECK_FALSE(people.find("coding:8"));
    });
  });
}

TEST_CASE("an account of somebody else is refused, whole") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) { tx.identities().put(lin()); });
    const Identity other{
        .id = "coding:8", .name = "Chen", .accounts = {{"coding", "8"}, {"local", "lin"}}};
    const auto error = error_of([&] { kept.write([&](Tx& tx) { tx.identities().put(other); }); });
    REQUIRE(error);
    CHECK(error->reason == Reason::account_taken);
    CHECK(error->args.get("what") == "lin");
    CHECK(error->args.get("where") == "Lin Wei");
    kept.read([](Tx& tx) { CHECK_FALSE(tx.identities().find("coding:8")); });
    // What a person gave up is free.
    kept.write([&](Tx& tx) {
      auto less = lin();
      less.accounts.erase("local");
      tx.identities().put(less);
      tx.identities().put(other);
      CHECK(tx.identities().by_account("local", "lin")->id == "coding:8");
      tx.identities().remove("coding:8");
      CHECK_FALSE(tx.identities().by_account("local", "lin"));
      tx.identities().put(lin());
    });
  });
}

TEST_CASE("an address that several have tells nobody from another; an empty one is nobody's") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      auto& people = tx.identities();
      people.put({.id = "coding:2", .name = "B", .email = "team@example.com"});
      people.put({.id = "coding:1", .name = "A", .email = "Team@example.com", .mobile = "1"});
      people.put({.id = "coding:3", .name = "C", .mobile = "1"});
      CHECK_FALSE(people.by_email("team@example.com"));
      CHECK_FALSE(people.by_mobile("1"));
      CHECK_FALSE(people.by_email(""));
      CHECK_FALSE(people.by_mobile(""));
      const auto all = people.list();
      REQUIRE(all.size() == 3);
      CHECK(all[0].name == "A");
      CHECK(all[2].name == "C");
    });
  });
}

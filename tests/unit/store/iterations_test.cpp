// Iterations as the server knows them: whole, conditionally written, and found by their group.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/kept.hpp"

using namespace chatops;
using core::IterationRecord;
using core::IterationStage;
using core::Tx;
using test::error_of;
using test::second;

namespace {

IterationRecord record(const std::string& code, const std::string& group = "") {
  IterationRecord out;
  out.key = {"coding", "shop", code};
  out.last = {.code = code, .name = "Sprint " + code, .state = core::IterationState::active};
  out.stage = IterationStage::active;
  if (!group.empty()) out.group = {"local", group};
  out.created_at = out.changed_at = second(10);
  return out;
}

IterationRecord put(test::Kept& kept, IterationRecord one) {
  kept.write([&](Tx& tx) { tx.iterations().put(one); });
  return one;
}

std::vector<std::string> codes(const std::vector<IterationRecord>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.key.code);
  return out;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("an iteration comes back as it was put") {
  test::on_each_store([](test::Kept& kept) {
    auto one = record("42", "g1");
    one.last.owner = core::Person{"7", "Lin Wei", "lin@example.com"};
    one.group_name = "Sprint 42 登录";
    one.members = {{"lin", "7", {}}, {"chen", "8", second(99)}};
    one.unmatched = {"9"};
    one.welcomed = true;
    one.ended =
        core::Observation{.subject = "iteration/42", .fact = "ended", .epoch = 1, .at = second(50)};
    one.announcement = core::Announcement{"iteration/42", second(51), second(99), true};
    one.kept_by = "7";
    one.muted = {"updated"};
    one.language = "zh";
    one = put(kept, one);
    CHECK(one.version == 1);
    kept.reopen();
    kept.read([&](Tx& tx) {
      const auto found = tx.iterations().find(one.key);
      REQUIRE(found);
      CHECK(found->version == 1);
      CHECK(found->last == one.last);
      CHECK(found->members == one.members);
      CHECK(found->group == one.group);
      CHECK(nlohmann::json(*found) == nlohmann::json(one));
      CHECK_FALSE(tx.iterations().find({"coding", "shop", "4"}));
      CHECK_FALSE(tx.iterations().find({"coding", "other", "42"}));
    });
  });
}

TEST_CASE("of two who read the same iteration, the second is told") {
  test::on_each_store([](test::Kept& kept) {
    auto first = put(kept, record("42"));
    auto second_one = first;
    first = put(kept, first);
    CHECK(first.version == 2);
    const auto late = error_of([&] { put(kept, second_one); });
    REQUIRE(late);
    CHECK(late->reason == Reason::state_conflict);
    CHECK(late->args.get("what") == "iteration/42");
    CHECK(error_of([&] { put(kept, record("42")); })->reason == Reason::state_conflict);
  });
}

TEST_CASE("lists are by code, of one project, and leave retired ones out") {
  test::on_each_store([](test::Kept& kept) {
    for (const char* code : {"43", "41", "42"}) put(kept, record(code));
    auto retired = record("40");
    retired.stage = IterationStage::retired;
    put(kept, retired);
    auto other = record("39");
    other.key.project = "other";
    put(kept, other);
    kept.read([](Tx& tx) {
      CHECK(codes(tx.iterations().list("coding", "shop", false)) == Codes{"41", "42", "43"});
      CHECK(codes(tx.iterations().list("coding", "shop", true)) == Codes{"40", "41", "42", "43"});
      CHECK(codes(tx.iterations().list("coding", "other", false)) == Codes{"39"});
      CHECK(tx.iterations().list("gitea", "shop", true).empty());
    });
  });
}

TEST_CASE("a group is one living iteration's") {
  test::on_each_store([](test::Kept& kept) {
    auto old = put(kept, record("41", "g1"));
    const auto taken = error_of([&] { put(kept, record("42", "g1")); });
    REQUIRE(taken);
    CHECK(taken->reason == Reason::state_conflict);
    CHECK(taken->args.get("what") == "group/g1");
    put(kept, record("43"));
    put(kept, record("44"));  // no group is nobody's
    auto elsewhere = record("45", "g1");
    elsewhere.group.platform = "other";
    put(kept, elsewhere);
    old.stage = IterationStage::retired;
    old = put(kept, old);
    kept.read([&](Tx& tx) { CHECK(tx.iterations().of_group({"local", "g1"})->key.code == "41"); });
    put(kept, record("42", "g1"));
    old.changed_at = second(99);
    put(kept, old);
    kept.reopen();
    kept.read([&](Tx& tx) {
      CHECK(tx.iterations().of_group({"local", "g1"})->key.code == "42");
      CHECK(tx.iterations().of_group({"other", "g1"})->key.code == "45");
      CHECK_FALSE(tx.iterations().of_group({"local", "g2"}));
      CHECK_FALSE(tx.iterations().of_group({"local", ""}));
      CHECK_FALSE(tx.iterations().of_group({"", ""}));
    });
  });
}

TEST_CASE("a project is known from its first reading on") {
  test::on_each_store([](test::Kept& kept) {
    kept.write([](Tx& tx) {
      CHECK_FALSE(tx.iterations().first_sight("coding", "shop"));
      tx.iterations().know_project("coding", "shop", second(1));
      tx.iterations().know_project("coding", "shop", second(2));
    });
    kept.reopen();
    kept.read([](Tx& tx) {
      CHECK(tx.iterations().first_sight("coding", "shop") == second(1));
      CHECK_FALSE(tx.iterations().first_sight("coding", "other"));
    });
  });
}

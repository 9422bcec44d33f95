// The keeper of an iteration over a fake tracker and chat and a real store: group, people, welcome,
// end. Each step is one effect; calling it again changes nothing.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "store/sqlite_store.hpp"
#include "support/chat.hpp"
#include "support/fake_system.hpp"
#include "workflow/iteration/keep.hpp"
#include "workflow/iteration/people.hpp"

using namespace chatops;
using namespace chatops::workflow;

namespace {

struct FakeTracker final : core::Tracker, core::Members {
  Known<std::vector<core::Iteration>> iterations(const Call&) override {
    if (broken) return unknown(*broken);
    std::vector<core::Iteration> out;
    for (const auto& [code, one] : known) out.push_back(one);
    return out;
  }
  Known<core::Iteration> iteration(const Call&, const std::string& code) override {
    if (broken) return unknown(*broken);
    const auto found = known.find(code);
    if (found == known.end()) return failure(Reason::outside_not_found, {{"what", code}});
    return found->second;
  }
  Known<std::vector<core::Issue>> issues(const Call&, const std::string& code) override {
    if (broken || issues_unreadable) return failure(Reason::unreachable);
    return planned[code];
  }
  Known<core::Iteration> move(const Call& call, const std::string& code, core::IterationMove,
                              const std::string&) override {
    return iteration(call, code);
  }
  Known<std::vector<core::Member>> members(const Call&) override { return people; }

  std::map<std::string, core::Iteration> known;
  std::map<std::string, std::vector<core::Issue>> planned;
  std::vector<core::Member> people;
  std::optional<Error> broken;
  bool issues_unreadable = false;
};

struct Setting {
  Setting() {
    policy.tracker = "coding";
    policy.project = "shop";
    tracker.people = {{{"1", "Lin", "lin@example.com"}, core::Role::owner},
                      {{"2", "Wang", "wang@example.com"}, core::Role::member},
                      {{"3", "Chen", ""}, core::Role::member}};
    chat.accounts = {{"lin", "Lin", "lin@example.com", ""},
                     {"wang", "Wang", "wang@example.com", ""}};
    (void)keep_project({}, deps);  // the baseline: nothing is there
    add_iteration("42");
  }
  void add_iteration(const std::string& code) {
    tracker.known[code] = {.code = code,
                           .name = "Sprint " + code,
                           .state = core::IterationState::active,
                           .created_at = fake.clock.now(),
                           .owner = core::Person{"1", "Lin", ""}};
    tracker.planned[code] = {{.code = "7", .assignee = core::Person{"2", "Wang", ""}}};
  }
  /// Steps until nothing is to be done at once.
  IterationStep settle(const std::string& code = "42") {
    for (int i = 0; i < 20; ++i) {
      const IterationStep step = keep_iteration({}, deps, code);
      if (step.again != Millis{0}) return step;
    }
    FAIL("does not settle");
    return {};
  }
  void create() {
    (void)keep_project({}, deps);
    settle();
  }
  /// Lets a day pass after an announced end, and everything go.
  void retire() {
    fake.clock.pass(std::chrono::hours{25});
    for (int i = 0; i < 5; ++i) {
      settle();
      told();
      fake.clock.pass(std::chrono::minutes{1});
    }
  }
  core::IterationRecord row(const std::string& code = "42") {
    std::optional<core::IterationRecord> out;
    store.read([&](core::Tx& tx) { out = tx.iterations().find(key_of(policy, code)); });
    REQUIRE(out);
    return *out;
  }
  std::vector<std::string> told() {
    std::vector<std::string> out;
    store.write([&](core::Tx& tx) {
      out.clear();
      for (;;) {
        const auto due = tx.outbox().due(fake.clock.now(), 10);
        if (due.empty()) break;
        for (const auto& item : due) {
          out.push_back(item.notice.kind);
          tx.outbox().sent(item, {item.group, std::to_string(item.id)}, fake.clock.now());
        }
      }
    });
    return out;
  }

  test::FakeSystem fake;
  store::SqliteStore store{"memory:"};
  FakeTracker tracker;
  test::FakeChat chat;
  IterationPolicy policy;
  IterationDependencies deps{fake.system, store, tracker, tracker, chat, policy, {}};
};

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("what a project has when it is first seen is a baseline, and nothing happens to it") {
  Setting s;
  IterationPolicy other = s.policy;
  other.project = "old";
  IterationDependencies deps{s.fake.system, s.store, s.tracker, s.tracker, s.chat, other, {}};
  CHECK(keep_project({}, deps).empty());
  CHECK(keep_iteration({}, deps, "42").again == std::nullopt);
  CHECK(s.chat.made.empty());

  s.add_iteration("43");
  CHECK(keep_project({}, deps) == Kinds{"43"});

  const auto adopted = adopt_iteration({}, deps, "42", {});
  CHECK(adopted.stage == core::IterationStage::active);
  CHECK(keep_project({}, deps) == Kinds{"42", "43"});
}

TEST_CASE("what a first reading lacked is not new when it is read") {
  Setting s;
  IterationPolicy other = s.policy;
  other.project = "old";
  IterationDependencies deps{s.fake.system, s.store, s.tracker, s.tracker, s.chat, other, {}};
  s.add_iteration("43");
  const auto there = std::exchange(s.tracker.known, {});
  s.fake.clock.pass(std::chrono::hours{1});
  CHECK(keep_project({}, deps).empty());
  s.fake.clock.pass(std::chrono::hours{1});
  s.tracker.known = there;
  SUBCASE("the tracker tells when it was created") {
    CHECK(keep_project({}, deps).empty());
    s.add_iteration("44");
    CHECK(keep_project({}, deps) == Kinds{"44"});
  }
  SUBCASE("its clock is a little behind") {
    s.add_iteration("44");
    *s.tracker.known["44"].created_at -= std::chrono::hours{1} + std::chrono::minutes{5};
    CHECK(keep_project({}, deps) == Kinds{"44"});
  }
  SUBCASE("the tracker tells no times: the first reading that has something counts") {
    for (auto& [code, one] : s.tracker.known) one.created_at.reset();
    CHECK(keep_project({}, deps).empty());
    s.add_iteration("44");
    s.tracker.known["44"].created_at.reset();
    CHECK(keep_project({}, deps) == Kinds{"44"});
  }
}

TEST_CASE("a first sight that was told by a wrong clock hides nothing that comes later") {
  Setting s;
  IterationPolicy other = s.policy;
  other.project = "old";
  IterationDependencies deps{s.fake.system, s.store, s.tracker, s.tracker, s.chat, other, {}};
  s.store.write([&](core::Tx& tx) {
    tx.iterations().know_project("coding", "old", s.fake.clock.now() + std::chrono::hours{1000});
  });
  CHECK(keep_project({}, deps) == Kinds{"42"});
}

TEST_CASE("a new iteration gets a group with its people, and a welcome, once") {
  Setting s;
  s.create();
  REQUIRE(s.chat.made.size() == 1);
  const auto& group = s.chat.made.begin()->second;
  CHECK(group.name == "Sprint 42");
  CHECK(group.members == Kinds{"lin", "wang"});
  CHECK(s.told() == Kinds{"welcome"});
  s.settle();
  CHECK(s.chat.made.size() == 1);
  CHECK(s.told().empty());
}

TEST_CASE("a group whose making was answered to nobody is found again and not made twice") {
  Setting s;
  (void)keep_project({}, s.deps);
  s.chat.lose_next_answer = true;
  CHECK_THROWS_AS(keep_iteration({}, s.deps, "42"), Error);
  SUBCASE("soon") {}
  SUBCASE("although the tracker has the iteration no more") { s.tracker.known.erase("42"); }
  s.settle();
  CHECK(s.chat.made.size() == 1);
  CHECK_FALSE(s.row().group.empty());
}

TEST_CASE("people come at once, and go after they were not wanted for a while") {
  Setting s;
  s.create();
  auto& group = s.chat.made.begin()->second;
  s.chat.accounts.push_back({"chen", "Chen", "chen@example.com", ""});
  s.tracker.people[2].person.email = "chen@example.com";
  s.tracker.planned["42"][0].assignee = core::Person{"3", "Chen", ""};
  const IterationStep step = s.settle();
  CHECK(group.members == Kinds{"lin", "wang", "chen"});
  REQUIRE(step.again);
  CHECK(*step.again <= Millis{std::chrono::minutes{10}});

  SUBCASE("who is wanted again stays") {
    s.tracker.planned["42"][0].watchers = {core::Person{"2", "Wang", ""}};
    s.settle();
    s.fake.clock.pass(std::chrono::minutes{11});
    s.settle();
    CHECK(group.members == Kinds{"lin", "wang", "chen"});
  }
  SUBCASE("who is not goes") {
    s.fake.clock.pass(std::chrono::minutes{11});
    s.settle();
    CHECK(group.members == Kinds{"lin", "chen"});
    s.tracker.planned["42"][0].watchers = {core::Person{"2", "Wang", ""}};
    s.settle();
    CHECK(group.members == Kinds{"lin", "chen", "wang"});
  }
  SUBCASE("however far the clock is put back meanwhile") {
    s.fake.clock.pass(-std::chrono::hours{5});
    s.settle();
    s.fake.clock.pass(std::chrono::minutes{11});
    s.settle();
    CHECK(group.members == Kinds{"lin", "chen"});
  }
  SUBCASE("who was there by themselves stays for ever") {
    group.members.push_back("guest");
    s.fake.clock.pass(std::chrono::minutes{11});
    s.settle();
    CHECK(group.members == Kinds{"lin", "chen", "guest"});
  }
}

TEST_CASE("people stay until the end is told, although their issues moved on") {
  Setting s;
  s.create();
  s.tracker.known["42"].state = core::IterationState::ended;
  s.tracker.planned["42"].clear();
  s.settle();
  s.fake.clock.pass(std::chrono::hours{1});
  s.settle();
  CHECK(s.chat.made.begin()->second.members == Kinds{"lin", "wang"});
}

TEST_CASE("people whom nobody can find are told of once") {
  Setting s;
  s.tracker.planned["42"][0].watchers = {core::Person{"3", "Chen", ""}};
  s.create();
  CHECK(s.told() == Kinds{"welcome", "members"});
  s.settle();
  CHECK(s.told().empty());
}

TEST_CASE("a group is not told what it has muted") {
  Setting s;
  s.create();
  s.told();
  s.store.write([&](core::Tx& tx) {
    auto row = *tx.iterations().find(key_of(s.policy, "42"));
    row.muted = {"members"};
    tx.iterations().put(row);
  });
  s.tracker.planned["42"][0].watchers = {core::Person{"3", "Chen", ""}};
  s.settle();
  CHECK(s.told().empty());
}

TEST_CASE("the group follows the name, and the welcome what the iteration is") {
  Setting s;
  s.create();
  s.told();
  s.tracker.known["42"].name = "Sprint 42: checkout";
  s.settle();
  CHECK(s.chat.made.begin()->second.name == "Sprint 42: checkout");
  CHECK(s.told() == Kinds{"welcome"});
}

TEST_CASE("a group that a person dissolved is not made anew") {
  Setting s;
  s.create();
  s.chat.made.begin()->second.gone = true;
  s.settle();
  CHECK(s.row().group_lost);
  s.settle();
  CHECK(s.chat.made.size() == 1);
  (void)adopt_iteration({}, s.deps, "42", {});
  s.settle();
  CHECK_FALSE(s.row().group_lost);
  REQUIRE(s.chat.made.size() == 2);
  CHECK(s.chat.made.at("g2").members == Kinds{"lin", "wang"});
}

TEST_CASE("an iteration that cannot be read, or that the tracker has no more, has not ended") {
  Setting s;
  s.create();
  s.told();
  SUBCASE("unknown") {
    s.tracker.broken = Error(Reason::unreachable);
    CHECK_THROWS_AS(keep_iteration({}, s.deps, "42"), Error);
  }
  SUBCASE("404") {
    s.tracker.known.erase("42");
    s.settle();
    CHECK(s.told() == Kinds{"missing"});
    const auto version = s.row().version;
    s.settle();
    CHECK(s.told().empty());
    CHECK(s.row().version == version);
  }
  SUBCASE("a state that nobody has told us of") {
    s.tracker.known["42"].state = core::IterationState::odd;
    s.settle();
  }
  s.fake.clock.pass(std::chrono::hours{48});
  CHECK(s.row().stage == core::IterationStage::active);
  CHECK_FALSE(s.chat.made.begin()->second.gone);
}

TEST_CASE("of an iteration that the tracker has no more a person may say that it is over") {
  Setting s;
  s.create();
  s.told();
  const auto before = s.tracker.known["42"];
  CHECK_FALSE(asks_whether_over(s.row()));
  s.tracker.known.erase("42");
  s.settle();
  REQUIRE(asks_whether_over(s.row()));
  s.told();
  s.store.write([&](core::Tx& tx) {
    auto row = *tx.iterations().find(key_of(s.policy, "42"));
    end_missing(row, {.name = "Lin", .id = "coding:1"});
    tx.iterations().put(row);
  });
  CHECK_FALSE(asks_whether_over(s.row()));
  const IterationStep step = s.settle();
  CHECK(s.told() == Kinds{"ending"});
  CHECK(step.again == Millis{std::chrono::hours{24}});

  SUBCASE("then its end goes its way") {
    s.retire();
    CHECK(s.row().stage == core::IterationStage::retired);
    CHECK(s.chat.made.begin()->second.gone);
  }
  SUBCASE("unless the tracker has it again") {
    s.tracker.known["42"] = before;
    s.settle();
    CHECK(s.row().stage == core::IterationStage::active);
    s.told();
    s.fake.clock.pass(std::chrono::hours{48});
    s.tracker.known.erase("42");
    s.settle();
    CHECK(s.row().stage == core::IterationStage::active);  // nobody said it of this time
    CHECK(asks_whether_over(s.row()));
  }
}

TEST_CASE("whether a missing iteration is over is asked once more where its group is lost") {
  Setting s;
  s.policy.project_group = {"fake", "project"};
  s.create();
  s.told();
  s.tracker.known.erase("42");
  s.settle();
  CHECK(s.told() == Kinds{"missing"});
  s.chat.made.begin()->second.gone = true;
  s.settle();
  s.settle();
  CHECK(s.told() == Kinds{"group_lost", "missing"});
  s.settle();
  CHECK(s.told().empty());
}

TEST_CASE("that an iteration without a group is missing is told to the project's group") {
  Setting s;
  s.policy.project_group = {"fake", "project"};
  (void)keep_project({}, s.deps);
  s.tracker.known.erase("42");
  s.settle();
  CHECK(s.told() == Kinds{"missing"});
  CHECK(s.chat.made.empty());
}

TEST_CASE(
    "an end is announced, proved by a second reading after the time to keep, and carried out") {
  Setting s;
  s.create();
  s.told();
  s.tracker.known["42"].state = core::IterationState::ended;
  const IterationStep step = s.settle();
  CHECK(s.row().stage == core::IterationStage::ending);
  CHECK(s.told() == Kinds{"ending"});
  REQUIRE(step.again);
  CHECK(*step.again == Millis{std::chrono::hours{24}});

  SUBCASE("nobody objects") {
    s.retire();
    CHECK(s.row().stage == core::IterationStage::retired);
    CHECK(s.chat.made.begin()->second.gone);
  }
  SUBCASE("its people are told before the group goes, unless that cannot be done") {
    s.fake.clock.pass(std::chrono::hours{25});
    s.settle();
    s.fake.clock.pass(std::chrono::minutes{10});
    s.settle();
    CHECK_FALSE(s.chat.made.begin()->second.gone);
    SUBCASE("told") { CHECK(s.told() == Kinds{"retired"}); }
    SUBCASE("never") {
      s.store.write([&](core::Tx& tx) {
        for (const auto& item : tx.outbox().due(s.fake.clock.now(), 10))
          tx.outbox().retry(item, s.fake.clock.now());
      });
      s.fake.clock.pass(std::chrono::hours{1});
    }
    SUBCASE("nobody is there any more: somebody dissolved it") {
      s.chat.made.begin()->second.gone = true;
    }
    SUBCASE("nobody tried to: the server was away") {
      s.fake.clock.pass(std::chrono::hours{30});
      s.settle();
      CHECK_FALSE(s.chat.made.begin()->second.gone);
      s.told();
    }
    s.settle();
    CHECK(s.chat.made.begin()->second.gone);
    CHECK(s.row().stage == core::IterationStage::retired);
  }
  SUBCASE("it goes on although its end was proved") {
    s.fake.clock.pass(std::chrono::hours{25});
    s.settle();
    REQUIRE(s.row().stage == core::IterationStage::retiring);
    s.tracker.known["42"].state = core::IterationState::active;
    s.fake.clock.pass(std::chrono::hours{2});
    s.settle();
    CHECK(s.row().stage == core::IterationStage::active);
    CHECK_FALSE(s.chat.made.begin()->second.gone);
  }
  SUBCASE("it goes on after everything went, and is adopted") {
    s.retire();
    s.tracker.known["42"].state = core::IterationState::active;
    s.settle();
    CHECK(s.row().stage == core::IterationStage::retired);
    (void)adopt_iteration({}, s.deps, "42", {});
    s.settle();
    CHECK(s.row().stage == core::IterationStage::active);
    REQUIRE(s.chat.made.size() == 2);
    CHECK(s.chat.made["g2"].members == Kinds{"lin", "wang"});
    CHECK_FALSE(s.chat.made["g2"].gone);
  }
  SUBCASE("somebody keeps it") {
    s.store.write([&](core::Tx& tx) {
      auto row = *tx.iterations().find(key_of(s.policy, "42"));
      keep_after_end(tx, row, {.name = "Lin", .id = "coding:1"});
      tx.iterations().put(row);
    });
    s.fake.clock.pass(std::chrono::hours{48});
    s.settle();
    CHECK(s.row().stage == core::IterationStage::ending);
    CHECK(s.told() == Kinds{"kept"});
    CHECK_FALSE(s.chat.made.begin()->second.gone);
  }
  SUBCASE("it is reopened, and ends once more") {
    s.tracker.known["42"].state = core::IterationState::active;
    s.settle();
    CHECK(s.row().stage == core::IterationStage::active);
    CHECK(s.told() == Kinds{"reopened"});
    s.fake.clock.pass(std::chrono::hours{48});
    s.tracker.known["42"].state = core::IterationState::ended;
    s.settle();
    CHECK(s.row().stage == core::IterationStage::ending);  // a day to object again
    CHECK_FALSE(s.chat.made.begin()->second.gone);
  }
  SUBCASE("the tracker cannot be read when it would go") {
    s.fake.clock.pass(std::chrono::hours{25});
    s.tracker.broken = Error(Reason::unreachable);
    CHECK_THROWS_AS(keep_iteration({}, s.deps, "42"), Error);
    CHECK(s.row().stage == core::IterationStage::ending);
  }
  SUBCASE("the group stays where the policy says so") {
    s.policy.keep_group = true;
    s.retire();
    CHECK(s.row().stage == core::IterationStage::retired);
    CHECK_FALSE(s.chat.made.begin()->second.gone);
  }
}

TEST_CASE("an end that nobody could read of is none yet") {
  Setting s;
  s.create();
  s.tracker.known["42"].state = core::IterationState::ended;
  s.settle();
  s.fake.clock.pass(std::chrono::hours{48});
  s.settle();
  CHECK(s.row().stage == core::IterationStage::ending);
  s.told();
  s.settle();
  CHECK(s.row().stage == core::IterationStage::retiring);
}

TEST_CASE("an end does not wait for people who cannot be read") {
  Setting s;
  s.create();
  s.tracker.known["42"].state = core::IterationState::ended;
  s.tracker.issues_unreadable = true;
  CHECK_THROWS_AS(keep_iteration({}, s.deps, "42"), Error);
  CHECK(s.row().stage == core::IterationStage::ending);
}

TEST_CASE("somebody who was added without anybody's knowing goes like others whom chatops added") {
  Setting s;
  s.create();
  s.settle();
  auto& group = s.chat.made.begin()->second;
  s.chat.accounts.push_back({"chen", "Chen", "chen@example.com", ""});
  s.tracker.people[2].person.email = "chen@example.com";
  auto& watchers = s.tracker.planned["42"][0].watchers;
  watchers = {core::Person{"3", "Chen", ""}};
  s.chat.lose_next_answer = true;
  CHECK_THROWS_AS(keep_iteration({}, s.deps, "42"), Error);
  REQUIRE(group.members == Kinds{"lin", "wang", "chen"});

  SUBCASE("the answer was lost") {}
  SUBCASE("it was not done") {
    group.members = {"lin", "wang"};
    s.settle();
    CHECK(group.members == Kinds{"lin", "wang", "chen"});
  }
  watchers.clear();
  s.settle();
  s.fake.clock.pass(std::chrono::minutes{11});
  s.settle();
  CHECK(group.members == Kinds{"lin", "wang"});
}

TEST_CASE("a group that was made under an older name without anybody's knowing gets the new one") {
  Setting s;
  (void)keep_project({}, s.deps);
  s.chat.lose_next_answer = true;
  CHECK_THROWS_AS(keep_iteration({}, s.deps, "42"), Error);
  s.tracker.known["42"].name = "Sprint 42: checkout";
  s.settle();
  CHECK(s.chat.made.begin()->second.name == "Sprint 42: checkout");
}

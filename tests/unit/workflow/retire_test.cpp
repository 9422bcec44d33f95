// What becomes of an ended iteration's environment where its teardown does not simply succeed.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "support/chat.hpp"
#include "support/classroom.hpp"
#include "unit/workflow/deployments.hpp"
#include "workflow/environments.hpp"
#include "workflow/iteration/keep.hpp"
#include "workflow/notices.hpp"
#include "workflow/steps.hpp"
#include "workflow/update.hpp"

using namespace chatops;
using namespace chatops::workflow;

namespace {

struct Nobody final : core::Members {
  Known<std::vector<core::Member>> members(const Call&) override {
    return std::vector<core::Member>{};
  }
};

/// An iteration with an environment that runs; the iteration's end is proved.
struct Retiring {
  Retiring() {
    policy.tracker = "coding";
    policy.project = "shop";
    (void)keep_project({}, deps);
    scene.outside.iterations["42"] = {.code = "42",
                                      .name = "Sprint 42",
                                      .state = core::IterationState::active,
                                      .created_at = scene.clock.now()};
    (void)keep_project({}, deps);
    const auto first = plan({}, scene.deps,
                            {.environment = "s42",
                             .iteration = "42",
                             .create = true,
                             .actor = {"lin", core::Origin::cli}});
    (void)commit({}, scene.deps, first);
    pass(std::chrono::minutes{1});
    scene.outside.iterations["42"].state = core::IterationState::ended;
    pass(std::chrono::minutes{1});
    scene.clock.advance(std::chrono::hours{25});
  }
  /// Both keepers, every five seconds; whatever is to be told arrives.
  void pass(Millis span) {
    for (Millis gone{0}; gone < span; gone += std::chrono::seconds{5}) {
      (void)keep_iteration({}, deps, "42");
      (void)keep_environment({}, scene.deps, "s42");
      scene.store.write([&](core::Tx& tx) {
        for (const auto& item : tx.outbox().due(scene.clock.now(), 10)) {
          told.push_back(item.notice.kind);
          tx.outbox().sent(item, {item.group, std::to_string(item.id)}, scene.clock.now());
        }
      });
      scene.clock.advance(std::chrono::seconds{5});
    }
  }
  int teardowns() const {
    int out = 0;
    for (const auto& one : scene.outside.executions)
      out += one.order.purpose == core::Purpose::remove ? 1 : 0;
    return out;
  }
  core::EnvironmentState state() {
    core::EnvironmentState out{};
    scene.store.read(
        [&](core::Tx& tx) { out = tx.environments().find("classroom", "s42")->state; });
    return out;
  }
  core::GroupRef chat_group() {
    core::GroupRef out;
    scene.store.read(
        [&](core::Tx& tx) { out = tx.iterations().find(key_of(policy, "42"))->group; });
    return out;
  }
  std::int64_t told_of(const std::string& kind) const { return std::ranges::count(told, kind); }

  test::Scene scene;
  Nobody nobody;
  test::FakeChat chat;
  IterationPolicy policy;
  IterationDependencies deps{scene.deps.system,
                             scene.store,
                             scene.ports,
                             nobody,
                             chat,
                             policy,
                             {std::shared_ptr<Dependencies>(std::shared_ptr<void>(), &scene.deps)}};
  std::vector<std::string> told;
};

}  // namespace

TEST_CASE("an ended iteration's environment is taken away, then its group") {
  Retiring s;
  s.pass(std::chrono::minutes{2});
  CHECK(s.state() == core::EnvironmentState::retired);
  CHECK(s.teardowns() == 1);
  CHECK(s.chat.made.begin()->second.gone);
  CHECK(s.told_of("retired") == 1);
}

TEST_CASE(
    "a group hears how the removal ended, although whoever saw the end died over telling it") {
  Retiring s;
  // Nobody shows cards here, as if every process had died right after the end was recorded.
  const auto key = DeploymentKey{"classroom", "s42", 2};
  for (int i = 0; i < 60 && s.state() != core::EnvironmentState::retired; ++i)
    s.pass(std::chrono::seconds{5});
  REQUIRE(s.told_of("deployment") == 0);
  s.pass(std::chrono::minutes{1});
  CHECK(s.told_of("deployment") == 1);
  CHECK(s.chat.made.begin()->second.gone);
  const core::GroupRef group = s.chat_group();
  s.scene.store.read([&](core::Tx& tx) {
    CHECK(tx.outbox().card(group, card_of(key)));
    CHECK_FALSE(tx.outbox().waits(group, card_of(key)));
  });
}

TEST_CASE("a teardown that fails is told, and tried again after a while only") {
  Retiring s;
  s.scene.outside.next_fails = true;
  s.pass(std::chrono::minutes{4});
  CHECK(s.teardowns() == 1);
  CHECK(s.told_of("stuck") == 1);
  CHECK_FALSE(s.chat.made.begin()->second.gone);
  s.pass(std::chrono::minutes{4});
  CHECK(s.teardowns() == 2);
  CHECK(s.state() == core::EnvironmentState::retired);
  CHECK(s.chat.made.begin()->second.gone);
}

TEST_CASE("a teardown of which nobody knows whether it was begun is told, and not begun again") {
  Retiring s;
  bool lose = true;
  s.scene.outside.fault = [&](const std::string& point, test::Moment moment) {
    const bool lost = lose && point == "start" && moment == test::Moment::after;
    if (lost) lose = false;
    return lost ? std::optional(Error(Reason::unreachable)) : std::nullopt;
  };
  s.pass(std::chrono::minutes{10});
  CHECK(s.teardowns() == 1);
  CHECK(s.told_of("stuck") == 1);
  CHECK_FALSE(s.chat.made.begin()->second.gone);
}

TEST_CASE("nothing new is deployed for an iteration that retires") {
  Retiring s;
  const PlanRequest wish{.environment = "s42",
                         .iteration = "42",
                         .create = true,
                         .force = true,
                         .actor = {"lin", core::Origin::cli}};
  SUBCASE("planned before it began") {
    const auto late = plan({}, s.scene.deps, wish);
    (void)keep_iteration({}, s.deps, "42");
    const auto refused = test::caught([&] { (void)commit({}, s.scene.deps, late); });
    REQUIRE(refused);
    CHECK(refused->reason == Reason::iteration_over);
  }
  SUBCASE("planned when all has gone") {
    s.pass(std::chrono::minutes{2});
    REQUIRE(s.state() == core::EnvironmentState::retired);
    const auto late = plan({}, s.scene.deps, wish);
    const auto refused = test::caught([&] { (void)commit({}, s.scene.deps, late); });
    REQUIRE(refused);
    CHECK(refused->reason == Reason::iteration_over);
    const auto created = test::caught(
        [&] { (void)create_environment({}, s.scene.deps, {.name = "other", .iteration = "42"}); });
    REQUIRE(created);
    CHECK(created->reason == Reason::iteration_over);
  }
  SUBCASE("committed, and not begun yet") {
    const auto row = commit({}, s.scene.deps, plan({}, s.scene.deps, wish)).deployment;
    REQUIRE(row);
    (void)keep_iteration({}, s.deps, "42");
    const auto executions = s.scene.outside.executions.size();
    CHECK_THROWS_AS(keep_environment({}, s.scene.deps, "s42"), Error);
    CHECK(s.scene.outside.executions.size() == executions);
    CHECK(load(s.scene.deps, key_of(*row)).status == core::DeploymentStatus::canceled);
    s.pass(std::chrono::minutes{3});
    CHECK(s.state() == core::EnvironmentState::retired);
  }
  SUBCASE("by itself") {
    (void)keep_iteration({}, s.deps, "42");
    s.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
    Facts facts(s.scene.application);
    const std::string name = "s42";
    update_each({}, s.scene.deps, facts, std::span(&name, 1), false,
                [](const Update&) { FAIL("nothing is to be said of it"); });
  }
}

TEST_CASE("what was made for an iteration that ended before anybody read of it goes, too") {
  Retiring s;
  s.scene.outside.iterations["43"] = {.code = "43",
                                      .name = "Sprint 43",
                                      .state = core::IterationState::ended,
                                      .created_at = s.scene.clock.now()};
  CHECK(keep_project({}, s.deps) == std::vector<std::string>{"42"});  // nothing was made for it
  (void)create_environment({}, s.scene.deps, {.name = "s43", .iteration = "43"});
  SUBCASE("of one that was created later") {
    CHECK(keep_project({}, s.deps) == std::vector<std::string>{"42", "43"});
  }
  SUBCASE("not of one that was there before") {
    s.scene.outside.iterations["43"].created_at = s.scene.clock.now() - std::chrono::hours{1000};
    CHECK(keep_project({}, s.deps) == std::vector<std::string>{"42"});
  }
}

TEST_CASE("an environment that was not looked after when its iteration was closed goes later") {
  Retiring s;
  const auto applications = std::exchange(s.deps.applications, {});  // none can be read
  s.pass(std::chrono::minutes{2});
  REQUIRE(s.chat.made.begin()->second.gone);
  CHECK(s.state() == core::EnvironmentState::ready);
  s.deps.applications = applications;
  CHECK(keep_project({}, s.deps) == std::vector<std::string>{"42"});
  s.pass(std::chrono::minutes{2});
  CHECK(s.state() == core::EnvironmentState::retired);
  CHECK(keep_project({}, s.deps).empty());
}

TEST_CASE("an end that a wrong clock read begins anew when the clock is right") {
  Retiring s;
  s.scene.clock.jump(-std::chrono::hours{48});
  s.pass(std::chrono::minutes{1});
  CHECK(s.told_of("ending") == 2);
  CHECK(s.teardowns() == 0);
  s.scene.clock.advance(std::chrono::hours{25});
  s.pass(std::chrono::minutes{2});
  CHECK(s.state() == core::EnvironmentState::retired);
}

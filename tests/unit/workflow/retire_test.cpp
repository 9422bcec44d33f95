// What becomes of an ended iteration's environment where its teardown does not simply succeed.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "support/chat.hpp"
#include "support/classroom.hpp"
#include "workflow/iteration/keep.hpp"
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
    scene.outside.iterations["42"] = {
        .code = "42", .name = "Sprint 42", .state = core::IterationState::active};
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

TEST_CASE("an environment that is made anew while its iteration retires goes, too") {
  Retiring s;
  for (int i = 0; i < 60 && s.state() != core::EnvironmentState::retired; ++i)
    s.pass(std::chrono::seconds{5});
  (void)keep_iteration({}, s.deps, "42");  // everything is gone, it thinks
  REQUIRE_FALSE(s.chat.made.begin()->second.gone);
  const auto again = plan({}, s.scene.deps,
                          {.environment = "s42",
                           .iteration = "42",
                           .create = true,
                           .actor = {"lin", core::Origin::cli}});
  (void)commit({}, s.scene.deps, again);
  s.pass(std::chrono::minutes{3});
  CHECK(s.state() == core::EnvironmentState::retired);
  CHECK(s.teardowns() == 2);
  CHECK(s.chat.made.begin()->second.gone);
}

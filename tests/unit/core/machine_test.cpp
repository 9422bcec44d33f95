// States, epochs and the right to delete.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/environment_machine.hpp"
#include "core/proof.hpp"
#include "core/words.hpp"

namespace chatops::core {
namespace {

Instant at_second(std::int64_t seconds) { return Instant{Millis{seconds * 1000}}; }

TEST_CASE("no way leads out of retirement but a new life") {
  for (const auto& row : environment_words) {
    CHECK_FALSE(may_become(EnvironmentState::retired, row.value));
    CHECK_FALSE(may_become(row.value, EnvironmentState::creating) !=
                (row.value == EnvironmentState::failed));
    const bool retires = may_become(row.value, EnvironmentState::retired);
    CHECK(retires == (row.value == EnvironmentState::retiring));
  }
}

TEST_CASE("what is finished stays finished, what is lost is not started again") {
  for (const auto& from : deployment_words) {
    for (const auto& to : deployment_words) {
      if (finished(from.value)) CHECK_FALSE(may_become(from.value, to.value));
    }
  }
  CHECK_FALSE(may_become(DeploymentStatus::unknown, DeploymentStatus::intended));
  CHECK_FALSE(may_become(DeploymentStatus::unknown, DeploymentStatus::queued));
  CHECK(may_become(DeploymentStatus::unknown, DeploymentStatus::running));
}

TEST_CASE("becoming") {
  Environment environment;
  environment.state = EnvironmentState::ready;
  CHECK(become(environment, EnvironmentState::updating, at_second(5)).value());
  CHECK(environment.changed_at == at_second(5));
  CHECK_FALSE(become(environment, EnvironmentState::updating, at_second(6)).value());
  CHECK(environment.changed_at == at_second(5));
  const auto refused = become(environment, EnvironmentState::retired, at_second(7));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::state_conflict);
  CHECK(refused.error().args.get("what") == "updating>retired");
  CHECK(environment.state == EnvironmentState::updating);

  Deployment deployment;
  CHECK(become(deployment, DeploymentStatus::running, at_second(1)));
  CHECK(become(deployment, DeploymentStatus::queued, at_second(2)));
  CHECK(become(deployment, DeploymentStatus::running, at_second(3)));
  CHECK(deployment.started_at == at_second(1));
  CHECK(become(deployment, DeploymentStatus::succeeded, at_second(4)));
  CHECK(deployment.ended_at == at_second(4));
  CHECK_FALSE(become(deployment, DeploymentStatus::failed, at_second(5)));
}

TEST_CASE("epochs") {
  Environment retired;
  retired.application = "shop";
  retired.name = "s42";
  retired.ns = "old";
  retired.deployed = Bill{};
  retired.state = EnvironmentState::retired;
  retired.epoch = 4;
  retired.version = 9;
  const Environment fresh = reopened(retired, at_second(9));
  CHECK(fresh.epoch == 5);
  CHECK(fresh.version == 9);
  CHECK(fresh.ns == "");
  CHECK_FALSE(fresh.deployed);
  CHECK(fresh.state == EnvironmentState::creating);

  Deployment deployment;
  deployment.epoch = 4;
  CHECK(epoch_conflict(deployment, fresh)->reason == Reason::stale_epoch);
  deployment.epoch = 5;
  CHECK_FALSE(epoch_conflict(deployment, fresh));
  Environment leaving = fresh;
  leaving.state = EnvironmentState::retiring;
  CHECK(epoch_conflict(deployment, leaving));
}

TEST_CASE("the state that a deployment's outcome means") {
  Environment first;
  CHECK(state_while(first) == EnvironmentState::creating);
  CHECK(state_after(first, DeploymentStatus::canceled, Effect::none, true) ==
        EnvironmentState::failed);
  Environment later;
  later.deployed = Bill{};
  struct Row {
    DeploymentStatus status;
    Effect effect;
    bool sound;
    EnvironmentState state;
  };
  const Row rows[] = {
      {DeploymentStatus::unknown, Effect::unknown, true, EnvironmentState::updating},
      {DeploymentStatus::superseded, Effect::none, true, EnvironmentState::ready},
      {DeploymentStatus::failed, Effect::none, true, EnvironmentState::ready},
      {DeploymentStatus::failed, Effect::none, false, EnvironmentState::failed},
      {DeploymentStatus::failed, Effect::brought, true, EnvironmentState::failed},
      {DeploymentStatus::canceled, Effect::unknown, true, EnvironmentState::failed},
      {DeploymentStatus::succeeded, Effect::brought, false, EnvironmentState::ready}};
  for (const Row& row : rows) {
    CAPTURE(word_of(row.status));
    CAPTURE(word_of(row.effect));
    CHECK(state_after(later, row.status, row.effect, row.sound) == row.state);
  }
  later.doubt = Doubt{.revision = 2, .components = {"api"}};
  CHECK(state_after(later, DeploymentStatus::failed, Effect::none, true) ==
        EnvironmentState::failed);
}

TEST_CASE("what an attempt leaves behind") {
  const auto bill_of = [](const char* api, const char* web) {
    Bill bill;
    bill.lines["api"] = {.component = "api", .image = {"r", "api"}, .version = api};
    bill.lines["web"] = {.component = "web", .image = {"r", "web"}, .version = web};
    return bill;
  };
  Environment environment;
  Deployment one;
  one.revision = 1;
  one.bill = bill_of("1", "1");
  leave(environment, one, Effect::unknown);
  CHECK_FALSE(environment.deployed);
  CHECK(environment.doubt->components == std::set<std::string>{"api", "web"});
  leave(environment, one, Effect::brought);
  CHECK(environment.deployed->hash() == one.bill.hash());
  CHECK(environment.deployed_revision == 1);
  CHECK_FALSE(environment.doubt);

  Deployment two = one;
  two.revision = 2;
  two.bill = bill_of("2", "1");
  leave(environment, two, Effect::none);
  CHECK_FALSE(environment.doubt);
  leave(environment, two, Effect::unknown);
  CHECK(environment.deployed_revision == 1);
  REQUIRE(environment.doubt);
  CHECK(environment.doubt->revision == 2);
  CHECK(environment.doubt->components == std::set<std::string>{"api"});
  CHECK_FALSE(environment.doubt->settings);
  // Going back to what ran before may fail half-way too: api stays in doubt, web joins it.
  Deployment three = one;
  three.revision = 3;
  three.bill = bill_of("1", "2");
  leave(environment, three, Effect::unknown);
  CHECK(environment.doubt->components == std::set<std::string>{"api", "web"});
  leave(environment, two, Effect::brought);
  CHECK_FALSE(environment.doubt);
  CHECK(environment.deployed->lines.at("api").version == "2");
}

TEST_CASE("progress over stages") {
  const auto stage = [](const char* name, StageStatus status) {
    Stage out;
    out.name = name;
    out.status = status;
    return out;
  };
  const std::vector<Stage> stages = {
      stage("a", StageStatus::succeeded), stage("b", StageStatus::failed_ignored),
      stage("c", StageStatus::running),   stage("d", StageStatus::approval),
      stage("e", StageStatus::failed),    stage("f", StageStatus::waiting),
      stage("g", StageStatus::failed),    stage("h", StageStatus::skipped)};
  const Progress found = progress(stages);
  CHECK(found.done == 3);
  CHECK(found.total == 8);
  REQUIRE(found.active.size() == 2);
  CHECK(found.active[0]->name == "c");
  CHECK(found.approval->name == "d");
  CHECK(found.failed->name == "e");
  CHECK(found.ignored_failures);
  CHECK(progress({}).failed == nullptr);
}

TEST_CASE("only a proof deletes") {
  const Observation first{"environment/s42", "iteration_ended", 3, at_second(100)};
  const Observation second{"environment/s42", "iteration_ended", 3, at_second(400)};
  const Announcement told{"environment/s42", at_second(150), at_second(500), false};
  const Millis apart{300'000};
  const auto proof = prove(first, second, told, at_second(500), apart);
  REQUIRE(proof);
  CHECK(proof->subject() == "environment/s42");
  CHECK(proof->epoch() == 3);

  struct Case {
    std::string why;
    Observation first, second;
    Announcement told;
    Instant now;
  };
  const auto with = [](auto value, auto edit) {
    edit(value);
    return value;
  };
  const Case cases[] = {
      {"other_subject", first, with(second, [](auto& o) { o.subject = "environment/x"; }), told,
       at_second(500)},
      {"other_subject", first, second, with(told, [](auto& a) { a.subject = "x"; }),
       at_second(500)},
      {"other_fact", first, with(second, [](auto& o) { o.fact = "else"; }), told, at_second(500)},
      {"other_epoch", first, with(second, [](auto& o) { o.epoch = 4; }), told, at_second(500)},
      {"read_once", first, first, told, at_second(500)},
      {"read_once", first, with(second, [](auto& o) { o.at = at_second(399); }), told,
       at_second(500)},
      {"read_once", second, first, told, at_second(500)},
      {"from_the_future", first, second, told, at_second(399)},
      {"not_announced", first, second, Announcement{"environment/s42"}, at_second(500)},
      {"not_announced", first, second, with(told, [](auto& a) { a.at = at_second(401); }),
       at_second(500)},
      {"stopped", first, second, with(told, [](auto& a) { a.stopped = true; }), at_second(500)},
      {"too_early", first, second, told, at_second(499)},
      {"nothing_observed", Observation{}, second, told, at_second(500)},
  };
  for (const Case& c : cases) {
    CAPTURE(c.why);
    const auto refused = prove(c.first, c.second, c.told, c.now, apart);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::confirmation_needed);
    CHECK(refused.error().args.get("why") == c.why);
  }
  const auto dark = prove(first, failure(Reason::unreachable), told, at_second(500), apart);
  CHECK(dark.error().reason == Reason::unreachable);
  static_assert(!std::is_default_constructible_v<Proof>);
  static_assert(!std::is_constructible_v<Proof, std::string, std::string, std::int64_t>);
}

}  // namespace
}  // namespace chatops::core

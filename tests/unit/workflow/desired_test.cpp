// What is desired is accepted at once, whatever runs; the newest is deployed next, and a failure
// takes back nothing but trust in the versions that it brought.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/faulty_store.hpp"
#include "unit/workflow/deployments.hpp"
#include "workflow/branch.hpp"
#include "workflow/look.hpp"
#include "workflow/offer.hpp"
#include "workflow/rollback.hpp"

using namespace chatops;
using core::DeploymentStatus;
using test::build;
using test::caught;
using test::committed;
using test::deployed;
using test::followed;
using test::Listener;
using test::planned;
using test::Scene;
using test::stored;
using test::version_of;
using workflow::EventKind;
using workflow::PlanRequest;

namespace {

const core::Actor mei{"mei", core::Origin::cli};
const core::Actor keeper{"chatops", core::Origin::automatic};

core::Deployment row_of(Scene& scene, std::int64_t revision) {
  return workflow::revision(scene.deps, "s", revision);
}
/// Revision 2 runs with api 11.
core::Deployment running(Scene& scene) {
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  const auto row = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  REQUIRE_FALSE(row_of(scene, 2).execution.empty());
  return row;
}
core::Deployment queued(Scene& scene, int number) {
  build(scene, "api", number);
  return committed(scene, "s");
}
void set_branch(Scene& scene, const std::string& branch) {
  scene.outside.heads["api-repo@" + branch] = {branch, "c2", "mei", "", std::nullopt};
}
workflow::Plan planned_by(Scene& scene, const core::Actor& actor,
                          std::vector<workflow::Override> overrides = {}) {
  return workflow::plan(scene.call, scene.deps,
                        {.environment = "s", .overrides = std::move(overrides), .actor = actor});
}
core::Deployment followed_by(Scene& scene, std::vector<workflow::Override> overrides) {
  Listener listener;
  return followed(scene, committed(scene, planned_by(scene, mei, std::move(overrides))), listener);
}
const core::BillLine& wanted_api(const workflow::Plan& plan) { return *plan.lines.front().wanted; }

}  // namespace

TEST_CASE("while one runs another is accepted, and deployed when its turn comes") {
  Scene scene;
  const auto first = running(scene);
  const auto next = queued(scene, 12);
  CHECK(next.revision == 3);
  CHECK(next.status == DeploymentStatus::queued);
  CHECK(stored(scene, "s").desired.generation == 1);  // it follows main, as before
  const auto view = workflow::show_environment(scene.deps, "s");
  CHECK(view.newest->revision == 3);
  REQUIRE(view.running);
  CHECK(view.running->revision == 2);
  Listener listener;
  const auto end = followed(scene, next, listener);
  CHECK(end.status == DeploymentStatus::succeeded);
  CHECK(row_of(scene, first.revision).status == DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 3);
  REQUIRE(listener.kinds.front() == EventKind::queued);
  const auto& told = *listener.events.front().detail;
  CHECK(told.reason == Reason::deployment_next);
  CHECK(told.args.get("what") == "2");
  CHECK(listener.count(EventKind::queued) == 1);
  // What ran when it was started, not what ran when it was wished for.
  CHECK(end.previous->lines.at("api").version == version_of("main", 11));
  CHECK(stored(scene, "s").deployed->lines.at("api").version == version_of("main", 12));
  CHECK(stored(scene, "s").state == core::EnvironmentState::ready);
}

TEST_CASE("behind the first deployment of all others are accepted too, and after it") {
  Scene scene;
  const auto first = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(first));
  const auto next = queued(scene, 11);
  CHECK(next.status == DeploymentStatus::queued);
  CHECK(stored(scene, "s").state == core::EnvironmentState::creating);
  Listener listener;
  CHECK(followed(scene, first, listener).status == DeploymentStatus::succeeded);
  CHECK(stored(scene, "s").state == core::EnvironmentState::updating);
  const auto last = queued(scene, 12);
  CHECK(row_of(scene, next.revision).status == DeploymentStatus::superseded);
  CHECK(followed(scene, last, listener).status == DeploymentStatus::succeeded);
  CHECK(stored(scene, "s").state == core::EnvironmentState::ready);
}

TEST_CASE("of several wishes the newest is deployed; those in between are skipped, and say so") {
  Scene scene;
  (void)running(scene);
  const auto skipped = queued(scene, 12);
  const auto plan = [&] {
    build(scene, "api", 13);
    return planned(scene, "s");
  }();
  CHECK_FALSE(plan.attaches);
  REQUIRE(plan.queued);
  CHECK(plan.queued->revision == skipped.revision);
  const auto last = *workflow::commit(scene.call, scene.deps, plan).deployment;
  CHECK(row_of(scene, skipped.revision).status == DeploymentStatus::superseded);
  Listener listener;
  const auto told = workflow::outcome(followed(scene, skipped, listener));
  REQUIRE(told);
  CHECK(told->reason == Reason::deployment_superseded);
  CHECK(followed(scene, last, listener).status == DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 3);
  CHECK(stored(scene, "s").deployed->lines.at("api").version == version_of("main", 13));
}

TEST_CASE("wishing for what is queued, or for what runs, goes along with it") {
  Scene scene;
  const auto first = running(scene);
  const auto next = queued(scene, 12);
  const auto same = workflow::commit(scene.call, scene.deps, planned(scene, "s"));
  CHECK(same.attached);
  CHECK(same.deployment->revision == next.revision);
  const auto back = workflow::commit(scene.call, scene.deps,
                                     planned_by(scene, mei, {{"api", version_of("main", 11), ""}}));
  CHECK(back.attached);
  CHECK(back.deployment->revision == first.revision);
  CHECK(row_of(scene, next.revision).status == DeploymentStatus::superseded);
  // What people see is the one that brings it, not the one that came to nothing.
  CHECK(workflow::show_environment(scene.deps, "s").newest->revision == first.revision);
  CHECK(workflow::list_environments(scene.deps, false)[0].newest->revision == first.revision);
  CHECK(
      std::holds_alternative<core::Pin>(stored(scene, "s").desired.selection.components.at("api")));
  Listener listener;
  CHECK(followed(scene, first, listener).status == DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 2);
  const auto after = stored(scene, "s");
  CHECK(after.state == core::EnvironmentState::ready);
  CHECK(after.deployed_generation == after.desired.generation);
}

TEST_CASE("a person is not refused because an automatic update came in between") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  const auto persons =
      planned_by(scene, mei, {{"api", version_of("main", 11), "", core::PinMode::pin}});
  build(scene, "api", 12);
  const auto automatic = planned_by(scene, keeper);
  const auto update = *workflow::commit(scene.call, scene.deps, automatic).deployment;
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(update));
  const auto own = workflow::commit(scene.call, scene.deps, persons);
  REQUIRE(own.deployment);
  CHECK_FALSE(own.attached);
  CHECK(stored(scene, "s").desired.by == "mei");
  Listener listener;
  (void)followed(scene, *own.deployment, listener);
  CHECK(stored(scene, "s").deployed->lines.at("api").version == version_of("main", 11));
}

TEST_CASE("what is desired holds from the commit on, and a failure leaves it") {
  Scene scene;
  (void)deployed(scene, "s");
  scene.outside.add_image(test::image_of("api"), version_of("feature-x", 20), "feature/x", 20);
  const auto plan = planned_by(scene, mei, {{"api", "", "feature/x"}});
  const auto row = *workflow::commit(scene.call, scene.deps, plan).deployment;
  const auto wanted = stored(scene, "s").desired;
  CHECK(wanted.generation == 2);
  CHECK(wanted.by == "mei");
  CHECK(std::get<core::Follow>(wanted.selection.components.at("api")).rule == "feature/x");
  CHECK(row.generation == 2);
  CHECK(stored(scene, "s").deployed_generation == 1);
  scene.outside.next_fails = true;
  scene.outside.effect_of_failure = core::Effect::none;
  Listener listener;
  CHECK(followed(scene, row, listener).status == DeploymentStatus::failed);
  const auto after = stored(scene, "s");
  CHECK(after.desired.generation == 2);
  CHECK(after.desired.selection == wanted.selection);
  // What runs is what the last success brought, never what was hoped for.
  CHECK(after.deployed_generation == 1);
  CHECK(after.deployed->lines.at("api").version == version_of("main", 10));
  CHECK(wanted_api(planned(scene, "s")).version == version_of("feature-x", 20));
}

TEST_CASE("versions that failed are set aside: nothing automatic takes them again") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  scene.outside.next_fails = true;
  scene.outside.effect_of_failure = core::Effect::none;
  const auto failed = deployed(scene, "s");
  const auto aside = stored(scene, "s").set_aside;
  REQUIRE(aside.size() == 1);
  CHECK(aside.front().line.component == "api");
  CHECK(aside.front().line.version == version_of("main", 11));
  CHECK(aside.front().revision == failed.revision);
  const auto automatic = planned_by(scene, keeper);
  CHECK(wanted_api(automatic).version == version_of("main", 10));
  CHECK(automatic.nothing_to_do);
  REQUIRE_FALSE(automatic.warnings.empty());
  CHECK(automatic.warnings.front().reason == Reason::version_set_aside);
  CHECK(wanted_api(planned_by(scene, mei)).version == version_of("main", 11));

  SUBCASE("until there is a newer one") {
    build(scene, "api", 12);
    CHECK(wanted_api(planned_by(scene, keeper)).version == version_of("main", 12));
    CHECK(deployed(scene, "s").status == DeploymentStatus::succeeded);
    CHECK(stored(scene, "s").set_aside.empty());
  }
  SUBCASE("or a person deploys it by name") {
    const auto plan = planned_by(scene, mei, {{"api", version_of("main", 11), ""}});
    const auto row = *workflow::commit(scene.call, scene.deps, plan).deployment;
    CHECK(stored(scene, "s").set_aside.empty());
    Listener listener;
    CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
  }
}

TEST_CASE("nor does anything automatic try again what failed and runs, may run, or is pinned") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  scene.outside.next_fails = true;
  std::vector<workflow::Override> overrides;
  SUBCASE("it was brought") {}
  SUBCASE("nobody knows") { scene.outside.effect_of_failure = core::Effect::unknown; }
  SUBCASE("it is pinned") {
    overrides = {{"api", version_of("main", 11), "", core::PinMode::pin}};
    scene.outside.effect_of_failure = core::Effect::none;
  }
  (void)followed_by(scene, overrides);
  const auto automatic = planned_by(scene, keeper);
  CHECK(automatic.nothing_to_do);
  CHECK(automatic.warnings.front().args.get("what") == "api=" + version_of("main", 11));
  const auto person = planned_by(scene, mei);
  CHECK_FALSE(person.nothing_to_do);
  CHECK(wanted_api(person).version == version_of("main", 11));
}

TEST_CASE("a chart's version that failed is set aside as a component's is") {
  Scene scene;
  (void)deployed(scene, "s");
  const auto publish = [&](const std::string& version) {
    scene.outside.charts.push_back({"classroom", version, "", "sha256:chart-" + version,
                                    "https://charts/classroom.tgz", std::nullopt});
  };
  publish("1.2.0");
  scene.outside.next_fails = true;
  scene.outside.effect_of_failure = core::Effect::none;
  const auto failed = deployed(scene, "s");
  const auto aside = stored(scene, "s").chart_set_aside;
  REQUIRE(aside);
  CHECK(aside->chart.version == "1.2.0");
  CHECK(aside->revision == failed.revision);
  CHECK(stored(scene, "s").set_aside.empty());
  const auto automatic = planned_by(scene, keeper);
  CHECK(automatic.chart.wanted.version == "1.1.0");
  CHECK(automatic.nothing_to_do);
  CHECK(automatic.warnings.front().args.get("what") == "classroom 1.2.0");
  CHECK(planned_by(scene, mei).chart.wanted.version == "1.2.0");
  build(scene, "api", 11);
  CHECK(planned_by(scene, keeper).chart.wanted.version == "1.1.0");  // others go on
  CHECK_FALSE(planned_by(scene, keeper).nothing_to_do);

  SUBCASE("until there is a newer one") {
    publish("1.3.0");
    CHECK(planned_by(scene, keeper).chart.wanted.version == "1.3.0");
    CHECK(deployed(scene, "s").status == DeploymentStatus::succeeded);
    CHECK_FALSE(stored(scene, "s").chart_set_aside);
  }
  SUBCASE("or a person deploys it by name") {
    const auto plan = workflow::plan(scene.call, scene.deps,
                                     {.environment = "s", .chart = "1.2.0", .actor = mei});
    (void)workflow::commit(scene.call, scene.deps, plan);
    CHECK_FALSE(stored(scene, "s").chart_set_aside);
  }
  SUBCASE("which a range does not") {
    const auto plan =
        workflow::plan(scene.call, scene.deps, {.environment = "s", .chart = "~1.2", .actor = mei});
    (void)workflow::commit(scene.call, scene.deps, plan);
    CHECK(stored(scene, "s").chart_set_aside);
  }
}

TEST_CASE("an engine that does not take a deployment says nothing of its versions") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  scene.outside.refuse = true;
  CHECK(deployed(scene, "s").status == DeploymentStatus::failed);
  CHECK(stored(scene, "s").set_aside.empty());
  CHECK(stored(scene, "s").state == core::EnvironmentState::ready);
}

TEST_CASE("what is queued goes on after a failure, but not past an answer that was lost") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  scene.outside.next_fails = true;
  const auto row = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  const auto next = queued(scene, 12);
  Listener listener;
  CHECK(followed(scene, next, listener).status == DeploymentStatus::succeeded);
  CHECK(row_of(scene, 2).status == DeploymentStatus::failed);
  CHECK(stored(scene, "s").set_aside.empty());

  build(scene, "api", 13);
  const auto lost = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(lost));
  const auto behind = queued(scene, 14);
  scene.outside.executions.clear();  // the engine forgets it
  scene.clock.advance(std::chrono::minutes(5));
  const auto error = caught([&] { (void)followed(scene, behind, listener); });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_unknown);
  CHECK(error->args.get("revision") == "4");
  CHECK(row_of(scene, 5).status == DeploymentStatus::queued);
  CHECK(scene.outside.executions.empty());
  // Another environment's turn comes all the same.
  CHECK(deployed(scene, "t").status == DeploymentStatus::succeeded);
  auto plan = planned(scene, "s");
  CHECK(workflow::refusal(plan)->reason == Reason::deployment_unknown);
  plan.force = true;
  const auto forced = workflow::commit(scene.call, scene.deps, plan);
  CHECK(forced.attached);
  CHECK(followed(scene, *forced.deployment, listener).status == DeploymentStatus::succeeded);
  CHECK(row_of(scene, 4).status == DeploymentStatus::superseded);
}

TEST_CASE("a pipeline that runs many at once still runs one at a time of an environment") {
  Scene scene;
  scene.outside.pipelines["deploy"].limit_concurrent = false;
  (void)running(scene);
  const auto next = queued(scene, 12);
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(next));
  CHECK(scene.outside.executions.size() == 2);
  Listener listener;
  CHECK(followed(scene, next, listener).status == DeploymentStatus::succeeded);
}

TEST_CASE("a command that died waiting leaves its wish to the next one that deploys") {
  Scene scene;
  (void)running(scene);
  const auto next = queued(scene, 12);
  Listener listener;
  (void)followed(scene, row_of(scene, 2), listener);
  CHECK(row_of(scene, 3).status == DeploymentStatus::queued);  // nobody started it
  (void)workflow::look(scene.call, scene.deps);
  CHECK(scene.outside.executions.size() == 2);  // nor does who only looks
  CHECK_FALSE(workflow::show_environment(scene.deps, "s").running);
  const auto again = workflow::commit(scene.call, scene.deps, planned(scene, "s"));
  CHECK(again.attached);
  CHECK(again.deployment->revision == next.revision);
  CHECK(followed(scene, *again.deployment, listener).status == DeploymentStatus::succeeded);
}

TEST_CASE("cancelling what is queued leaves what runs to its end") {
  Scene scene;
  const auto first = running(scene);
  const auto next = queued(scene, 12);
  workflow::cancel(scene.call, scene.deps, workflow::key_of(next), "not now");
  CHECK(row_of(scene, 3).status == DeploymentStatus::canceled);
  CHECK(stored(scene, "s").state == core::EnvironmentState::updating);
  Listener listener;
  CHECK(followed(scene, first, listener).status == DeploymentStatus::succeeded);
  const auto after = stored(scene, "s");
  CHECK(after.state == core::EnvironmentState::ready);
  CHECK(after.deployed_revision == 2);
}

TEST_CASE("a removal is not held up by what only waits, and what waits has come too late") {
  Scene scene;
  const auto first = running(scene);
  const auto next = queued(scene, 12);
  const auto removal = [&] { return workflow::plan_removal(scene.call, scene.deps, "s"); };
  REQUIRE(removal().running);
  CHECK(removal().running->revision == 2);
  Listener listener;
  (void)followed(scene, first, listener);
  CHECK_FALSE(removal().running);
  const auto row = workflow::remove_environment(scene.call, scene.deps, removal(),
                                                core::Confirmed{mei, "s"}, "");
  REQUIRE(row);
  const auto told = workflow::outcome(followed(scene, next, listener));
  REQUIRE(told);
  CHECK(told->reason == Reason::stale_epoch);
  CHECK(followed(scene, *row, listener).status == DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 3);
  CHECK(stored(scene, "s").state == core::EnvironmentState::retired);
}

TEST_CASE("rolling back makes the earlier state the desired one, behind what runs") {
  Scene scene;
  (void)running(scene);
  const auto plan =
      workflow::plan_rollback(scene.call, scene.deps, {.environment = "s", .actor = mei});
  CHECK(plan.target.revision == 1);
  CHECK_FALSE(workflow::refusal(plan.plan));
  const auto row = *workflow::commit(scene.call, scene.deps, plan.plan).deployment;
  CHECK(row.status == DeploymentStatus::queued);
  const auto wanted = stored(scene, "s").desired;
  CHECK(wanted.values_layers == std::vector<std::string>{"revision 1"});
  Listener listener;
  CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
  CHECK(stored(scene, "s").deployed->lines.at("api").version == version_of("main", 10));
  CHECK(planned(scene, "s").nothing_to_do);
}

TEST_CASE("what a person saw names the generation that it was seen beside") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  const auto seen = planned(scene, "s");
  const auto revision = workflow::offer_revision(scene.deps, "s");
  // Changed and changed back: the same wish, but not what was seen.
  set_branch(scene, "feature/x");
  for (const char* branch : {"feature/x", "main"}) {
    const auto chosen = workflow::plan_branch(
        scene.call, scene.deps,
        {.environment = "s", .repository = "api-repo", .branch = branch, .actor = mei});
    (void)workflow::remember(scene.call, scene.deps, chosen.plan);
  }
  CHECK(stored(scene, "s").desired.generation == 3);
  const auto now = planned(scene, "s");
  CHECK(now.bill.hash() == seen.bill.hash());
  CHECK(workflow::identity_of(now) != workflow::identity_of(seen));
  CHECK(workflow::offer_revision(scene.deps, "s") != revision);
  const auto error = caught([&] { (void)workflow::commit(scene.call, scene.deps, seen); });
  REQUIRE(error);
  CHECK(error->reason == Reason::state_conflict);
}

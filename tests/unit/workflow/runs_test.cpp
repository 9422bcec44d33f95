// What runs after an attempt, and what is said of it before the next one.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/workflow/deployments.hpp"
#include "workflow/branch.hpp"
#include "workflow/look.hpp"
#include "workflow/offer.hpp"
#include "workflow/rollback.hpp"

using namespace chatops;
using core::DeploymentStatus;
using core::Effect;
using test::build;
using test::caught;
using test::committed;
using test::deployed;
using test::image_of;
using test::planned;
using test::Quiet;
using test::Scene;
using test::stored;
using test::version_of;
using workflow::PlanRequest;

namespace {

core::Deployment newest(Scene& scene, const std::string& name) {
  return *workflow::show_environment(scene.deps, name).newest;
}
/// main-10 runs everywhere, then api main-11 fails.
void fail_at_eleven(Scene& scene, Effect effect) {
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  scene.outside.effect_of_failure = effect;
  scene.outside.next_fails = true;
  REQUIRE(deployed(scene, "s").status == DeploymentStatus::failed);
}
const workflow::PlanLine& api_of(const workflow::Plan& plan) { return plan.lines.front(); }

}  // namespace

TEST_CASE("a failed version that was brought there is what runs, and is deployed again") {
  Scene scene;
  fail_at_eleven(scene, Effect::brought);
  const auto environment = stored(scene, "s");
  CHECK(environment.state == core::EnvironmentState::failed);
  CHECK(environment.deployed->lines.at("api").version == version_of("main", 11));
  CHECK(environment.deployed_revision == 2);
  const auto again = planned(scene, "s");
  CHECK(api_of(again).runs->version == version_of("main", 11));
  CHECK(api_of(again).change == core::Change::same);
  CHECK(again.difference.empty());
  CHECK_FALSE(again.nothing_to_do);
  CHECK(again.repeats == 2);
  const auto back = workflow::plan_rollback(scene.call, scene.deps, {.environment = "s"});
  CHECK(back.target.revision == 1);
  CHECK(back.plan.back_to == 1);
  CHECK(api_of(back.plan).runs->version == version_of("main", 11));
  CHECK(api_of(back.plan).wanted->version == version_of("main", 10));
  CHECK(workflow::commit(scene.call, scene.deps, back.plan).deployment->back_to == 1);
}

TEST_CASE("a failure that touched nothing leaves what ran, and nothing to go back to") {
  Scene scene;
  fail_at_eleven(scene, Effect::none);
  const auto environment = stored(scene, "s");
  CHECK(environment.state == core::EnvironmentState::ready);
  CHECK(environment.deployed_revision == 1);
  CHECK(newest(scene, "s").effect == Effect::none);
  const auto next = planned(scene, "s");
  CHECK(api_of(next).runs->version == version_of("main", 10));
  CHECK(next.repeats == 0);
  CHECK_FALSE(workflow::rollback_target(scene.deps, environment));
}

TEST_CASE("where nobody can tell what a failure left, it is not known until the next success") {
  Scene scene;
  fail_at_eleven(scene, Effect::unknown);
  REQUIRE(stored(scene, "s").doubt);
  CHECK(stored(scene, "s").doubt->components == std::set<std::string>{"api"});
  const auto next = planned(scene, "s");
  CHECK_FALSE(api_of(next).runs_known);
  CHECK_FALSE(api_of(next).runs);
  CHECK(api_of(next).change == core::Change::unknown);
  CHECK(next.lines.back().runs_known);
  CHECK_FALSE(next.nothing_to_do);
  CHECK(workflow::rollback_target(scene.deps, stored(scene, "s"))->revision == 1);
  CHECK(deployed(scene, "s").status == DeploymentStatus::succeeded);
  CHECK_FALSE(stored(scene, "s").doubt);
  CHECK(planned(scene, "s").nothing_to_do);
}

TEST_CASE("a start whose answer was lost puts in doubt what it would have changed") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  scene.outside.fault = [](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at == "start" && moment == test::Moment::after) return Error(Reason::answer_cut);
    return std::nullopt;
  };
  CHECK(deployed(scene, "s").status == DeploymentStatus::unknown);
  scene.outside.fault = nullptr;
  REQUIRE(stored(scene, "s").doubt);
  CHECK(stored(scene, "s").doubt->revision == 2);
  CHECK_FALSE(api_of(planned(scene, "s")).runs_known);
}

TEST_CASE("looking reads all that is open in one call, keeps the engine's times, starts nothing") {
  Scene scene;
  scene.outside.pipelines["deploy"].limit_concurrent = false;
  const auto one = committed(scene, "s");
  const auto two = committed(scene, "t");
  CHECK(workflow::look(scene.call, scene.deps).empty());
  CHECK(scene.outside.executions.empty());
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(one));
  const Instant began = scene.clock.now();
  scene.clock.advance(std::chrono::seconds(11));
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(two));
  scene.clock.advance(std::chrono::hours(3));
  scene.outside.looks = 0;
  CHECK(workflow::look(scene.call, scene.deps).empty());
  CHECK(scene.outside.looks == 1);
  const auto row = newest(scene, "s");
  CHECK(row.status == DeploymentStatus::succeeded);
  CHECK(row.started_at == began);
  CHECK(row.ended_at == began + scene.outside.execution_time);
  CHECK(newest(scene, "t").status == DeploymentStatus::succeeded);
  CHECK(workflow::look(scene.call, scene.deps).empty());
  CHECK(scene.outside.looks == 1);  // nothing is open any more
}

TEST_CASE("what cannot be looked at stays as it was, and why is told once") {
  Scene scene;
  const auto row = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  scene.outside.fault = [](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at == "observe") return Error(Reason::unreachable, {{"where", "cd"}});
    return std::nullopt;
  };
  const auto problems = workflow::look(scene.call, scene.deps, "s");
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().reason == Reason::unreachable);
  CHECK(newest(scene, "s").status == DeploymentStatus::running);
}

TEST_CASE("watching never starts a deployment that was not started") {
  Scene scene;
  const auto row = committed(scene, "s");
  const Call brief{.deadline = scene.clock.tick() + std::chrono::minutes(1)};
  Quiet quiet;
  const auto error =
      caught([&] { (void)workflow::watch(brief, scene.deps, workflow::key_of(row), quiet); });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_still_running);
  CHECK(scene.outside.executions.empty());
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  CHECK(workflow::watch(scene.call, scene.deps, workflow::key_of(row), quiet).status ==
        DeploymentStatus::succeeded);
}

TEST_CASE("a branch that the source does not have is refused where it is named") {
  Scene scene;
  (void)deployed(scene, "s");
  PlanRequest request{.environment = "s", .actor = {"lin", core::Origin::cli}};
  request.overrides.push_back({.component = "api", .version = "", .branch = "nosuch"});
  const auto plan = [&] { return workflow::plan(scene.call, scene.deps, request); };
  auto error = caught([&] { (void)plan(); });
  REQUIRE(error);
  CHECK(error->reason == Reason::unknown_branch);
  CHECK(error->args.get("what") == "nosuch");
  CHECK(error->args.get("where") == "api-repo");
  request.asking = true;
  REQUIRE(plan().objections.size() == 1);
  CHECK(plan().lines.front().wanted->version == version_of("main", 10));
  request.asking = false;
  // A branch that is there waits; so does one of which the source host does not tell.
  scene.outside.heads["api-repo@nosuch"] = {"nosuch", "c9", "lin", "", std::nullopt};
  CHECK(plan().lines.front().waiting);
  scene.outside.heads.clear();
  scene.outside.fault = [](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at.starts_with("heads")) return Error(Reason::unreachable, {{"where", "git"}});
    return std::nullopt;
  };
  CHECK(plan().lines.front().waiting);
  CHECK(plan().warnings.front().reason == Reason::unreachable);
}

TEST_CASE("an iteration has one living environment, whichever command makes it") {
  Scene scene;
  scene.outside.iterations["42"] = {.code = "42"};
  const core::Actor lin{"lin", core::Origin::cli};
  (void)workflow::create_environment(scene.call, scene.deps,
                                     {.name = "s", .iteration = "42", .actor = lin});
  auto error = caught([&] {
    (void)workflow::create_environment(scene.call, scene.deps,
                                       {.name = "t", .iteration = "42", .actor = lin});
  });
  REQUIRE(error);
  CHECK(error->reason == Reason::iteration_taken);
  CHECK(error->args.get("where") == "s");
  error = caught([&] {
    (void)workflow::plan(scene.call, scene.deps,
                         {.environment = "t", .iteration = "42", .create = true, .actor = lin});
  });
  REQUIRE(error);
  CHECK(error->reason == Reason::iteration_taken);
  // Two that were planned at once: the second is refused when it is recorded.
  scene.outside.iterations["43"] = {.code = "43"};
  const PlanRequest one{.environment = "a", .iteration = "43", .create = true, .actor = lin};
  const PlanRequest two{.environment = "b", .iteration = "43", .create = true, .actor = lin};
  const auto first = workflow::plan(scene.call, scene.deps, one);
  const auto second = workflow::plan(scene.call, scene.deps, two);
  (void)workflow::commit(scene.call, scene.deps, first);
  error = caught([&] { (void)workflow::commit(scene.call, scene.deps, second); });
  REQUIRE(error);
  CHECK(error->reason == Reason::iteration_taken);
}

TEST_CASE("a link to a build that appears makes no open form stale") {
  Scene scene;
  (void)deployed(scene, "s");
  core::BranchHead head;
  head.branch = "feature/x";
  scene.outside.heads["web-repo@feature/x"] = head;
  const auto branch = [&] {
    const auto found = workflow::plan_branch(
        scene.call, scene.deps,
        {.environment = "s", .repository = "web-repo", .branch = "feature/x"});
    return workflow::remember(scene.call, scene.deps, found.plan);
  };
  (void)branch();
  const std::string shown = workflow::offer_revision(scene.deps, "s");
  CHECK(stored(scene, "s").waiting.at("web").build_url.empty());
  scene.outside.builds["web-ci@feature/x"] = {.number = 7, .url = "https://ci/7"};
  (void)branch();
  CHECK(stored(scene, "s").waiting.at("web").build_url == "https://ci/7");
  CHECK(workflow::offer_revision(scene.deps, "s") == shown);
}

TEST_CASE("applications share a namespace only where their clusters are known to differ") {
  Scene scene;
  (void)deployed(scene, "s");
  core::Application other = test::classroom();
  other.name = "another";
  other.namespace_template = "classroom-{env}";
  other.domain_template = "";
  workflow::Dependencies& here = scene.deps;
  workflow::Dependencies there{.system = here.system,
                               .store = scene.store,
                               .application = other,
                               .tracker = scene.ports,
                               .source = scene.ports,
                               .builds = scene.ports,
                               .artifacts = scene.ports,
                               .images = scene.ports,
                               .charts = scene.ports,
                               .engines = scene.ports,
                               .read_values = test::read_json_values,
                               .read_chart_values = test::read_json_chart_values,
                               .holder = "test"};
  const workflow::CreateRequest request{.name = "s", .actor = {"lin", core::Origin::cli}};
  const auto error =
      caught([&] { (void)workflow::create_environment(scene.call, there, request); });
  REQUIRE(error);
  CHECK(error->reason == Reason::name_collision);
  CHECK(error->args.get("where") == "classroom/s");
  other.deploy.cluster = "{class}-cluster";
  CHECK(workflow::create_environment(scene.call, there, request).cluster == "tencent-cluster");
}

TEST_CASE("what would be refused is known before anybody is asked") {
  Scene scene;
  (void)deployed(scene, "s");
  CHECK_FALSE(workflow::refusal(planned(scene, "s")));
  build(scene, "api", 11);
  scene.outside.pipelines["deploy"].barred = Error(Reason::auth_scope, {{"what", "cd"}});
  CHECK(workflow::refusal(planned(scene, "s"))->reason == Reason::auth_scope);
  scene.outside.pipelines["deploy"].barred.reset();
  const auto running = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(running));
  CHECK_FALSE(workflow::refusal(planned(scene, "s")));  // the same again: it is watched
  build(scene, "api", 12);
  const auto other = workflow::refusal(planned(scene, "s"));
  REQUIRE(other);
  CHECK(other->reason == Reason::deployment_running);
  CHECK(other->args.get("what") == "2");
  CHECK(workflow::refusal(workflow::plan_removal(scene.call, scene.deps, "s"))->reason ==
        Reason::deployment_running);
}

TEST_CASE("a deployment that nobody started gives way to a newer one") {
  Scene scene;
  const auto left = committed(scene, "s");
  build(scene, "api", 11);
  const auto other = planned(scene, "s");
  CHECK_FALSE(workflow::refusal(other));
  const auto done = workflow::commit(scene.call, scene.deps, other);
  CHECK_FALSE(done.attached);
  CHECK(done.deployment->revision == 2);
  CHECK(workflow::revision(scene.deps, "s", left.revision).status == DeploymentStatus::superseded);
  Quiet quiet;
  CHECK(
      workflow::follow(scene.call, scene.deps, workflow::key_of(*done.deployment), quiet).status ==
      DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 1);
}

TEST_CASE("a plan is another one when what runs, what is chosen or what is repeated differs") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  const auto seen = planned(scene, "s");
  CHECK(workflow::identity_of(seen) == workflow::identity_of(planned(scene, "s")));
  const auto pinned =
      workflow::plan(scene.call, scene.deps, {.environment = "s", .mode = core::PinMode::pin});
  CHECK(pinned.bill.hash() == seen.bill.hash());
  CHECK(workflow::identity_of(pinned) != workflow::identity_of(seen));
  scene.outside.next_fails = true;
  (void)deployed(scene, "s");
  const auto after = planned(scene, "s");
  CHECK(after.bill.hash() == seen.bill.hash());
  CHECK(workflow::identity_of(after) != workflow::identity_of(seen));
}

TEST_CASE("values that change are told one by one, without the versions themselves") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  CHECK(planned(scene, "s").value_changes.empty());
  scene.application.common_values.front().text = R"({"replicas": 1, "motd": {"text": "new"}})";
  scene.application.classes.front().values.front().text = R"({"replicas": 3})";
  const auto changes = planned(scene, "s").value_changes;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].pointer == "/motd/text");
  CHECK_FALSE(changes[0].before);
  CHECK(*changes[0].after == "new");
  CHECK(changes[1].pointer == "/replicas");
  CHECK(*changes[1].before == 2);
  CHECK(*changes[1].after == 3);
}

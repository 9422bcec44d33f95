// The steps of a deployment, one fault at a time.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "support/faulty_store.hpp"
#include "unit/workflow/deployments.hpp"
#include "workflow/rollback.hpp"

using namespace chatops;
using core::DeploymentStatus;
using test::build;
using test::caught;
using test::committed;
using test::deployed;
using test::followed;
using test::image_of;
using test::Listener;
using test::planned;
using test::Scene;
using test::stored;
using test::version_of;
using workflow::EventKind;
using workflow::PlanRequest;

TEST_CASE("from the plan to a running environment") {
  Scene scene;
  const auto row = committed(scene, "s");
  CHECK(row.revision == 1);
  CHECK(row.status == DeploymentStatus::intended);
  CHECK(stored(scene, "s").state == core::EnvironmentState::creating);
  CHECK(scene.outside.executions.empty());
  Listener listener;
  const auto end = followed(scene, row, listener);
  CHECK(end.status == DeploymentStatus::succeeded);
  CHECK(listener.count(EventKind::started) == 1);
  CHECK(listener.count(EventKind::finished) == 1);
  CHECK_FALSE(workflow::outcome(end));
  const auto environment = stored(scene, "s");
  CHECK(environment.state == core::EnvironmentState::ready);
  REQUIRE(environment.deployed);
  CHECK(environment.deployed->hash() == row.bill.hash());
  REQUIRE(scene.outside.executions.size() == 1);
  const auto again = planned(scene, "s");
  CHECK(again.nothing_to_do);
  REQUIRE(again.rests_on);
  CHECK(again.rests_on->revision == 1);
  CHECK(again.rests_on->actor.name == "lin");
}

TEST_CASE("the same bill attaches, another one is queued while it runs") {
  Scene scene;
  (void)deployed(scene, "s");
  build(scene, "api", 11);
  const auto running = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(running));
  const auto same = planned(scene, "s");
  CHECK(same.attaches);
  const auto again = workflow::commit(scene.call, scene.deps, same);
  CHECK(again.attached);
  CHECK(again.deployment->revision == running.revision);
  build(scene, "api", 12);
  const auto other = planned(scene, "s");
  CHECK_FALSE(other.attaches);
  const auto next = workflow::commit(scene.call, scene.deps, other);
  CHECK_FALSE(next.attached);
  CHECK(next.deployment->revision == 3);
  CHECK(next.deployment->status == DeploymentStatus::queued);
}

TEST_CASE("two deploys planned at once: one starts, the other attaches") {
  Scene scene;
  const auto one = planned(scene, "s");
  const auto two = planned(scene, "s");
  const auto first = workflow::commit(scene.call, scene.deps, one);
  const auto second = workflow::commit(scene.call, scene.deps, two);
  CHECK_FALSE(first.attached);
  CHECK(second.attached);
}

TEST_CASE("a lost answer is unknown, is never asked again by itself, and can be overridden") {
  Scene scene;
  scene.outside.fault = [](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at == "start" && moment == test::Moment::after) return Error(Reason::answer_cut);
    return std::nullopt;
  };
  const auto row = committed(scene, "s");
  Listener listener;
  const auto end = followed(scene, row, listener);
  CHECK(end.status == DeploymentStatus::unknown);
  CHECK(listener.kinds == std::vector<EventKind>{EventKind::lost});
  const auto told = workflow::outcome(end);
  REQUIRE(told);
  CHECK(told->reason == Reason::deployment_unknown);
  CHECK(told->args.get("cause") == "answer_cut");
  CHECK(told->args.get("of") == "coding");
  CHECK(told->args.get("where") == "https://cd/deploy");  // the pipeline's page: look there
  scene.outside.fault = nullptr;
  for (int i = 0; i < 5; ++i) {
    (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
    scene.clock.advance(std::chrono::minutes(10));
  }
  CHECK(scene.outside.executions.size() == 1);
  auto plan = planned(scene, "s");
  const auto error = caught([&] { (void)workflow::commit(scene.call, scene.deps, plan); });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_unknown);
  plan.force = true;
  const auto forced = workflow::commit(scene.call, scene.deps, plan);
  CHECK(forced.deployment->revision == 2);
  CHECK(followed(scene, *forced.deployment, listener).status == DeploymentStatus::succeeded);
  CHECK(workflow::revision(scene.deps, "s", 1).status == DeploymentStatus::superseded);
}

TEST_CASE("a refusal ends the deployment with the engine's reason") {
  Scene scene;
  scene.outside.refuse = true;
  const auto end = deployed(scene, "s");
  CHECK(end.status == DeploymentStatus::failed);
  CHECK(workflow::outcome(end)->reason == Reason::pipeline_refused);
  CHECK(workflow::outcome(end)->args.get("what") == "deploy");
  CHECK(stored(scene, "s").state == core::EnvironmentState::failed);
}

TEST_CASE("an engine that asks for patience is asked again, not for ever") {
  Scene scene;
  int refusals = 0;
  scene.outside.fault = [&](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at != "start" || moment == test::Moment::after || ++refusals > 2) return std::nullopt;
    return Error(Reason::rate_limited);
  };
  CHECK(deployed(scene, "s").status == DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 1);
  Scene full;
  full.outside.fault = [](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at == "start") return Error(Reason::rate_limited);
    return std::nullopt;
  };
  const auto end = deployed(full, "s");
  CHECK(end.status == DeploymentStatus::failed);
  CHECK(end.starts == 5);
}

TEST_CASE("a failure names its cause; the environment keeps its selection and is tried again") {
  Scene scene;
  (void)deployed(scene, "s");
  const auto before = stored(scene, "s");
  build(scene, "api", 11);
  scene.outside.next_fails = true;
  const auto end = deployed(scene, "s");
  CHECK(end.status == DeploymentStatus::failed);
  CHECK(end.cause == "Deploy: image cannot be pulled");
  CHECK(workflow::outcome(end)->reason == Reason::deployment_failed);
  const auto after = stored(scene, "s");
  CHECK(after.state == core::EnvironmentState::failed);
  CHECK(after.desired.selection == before.desired.selection);
  CHECK(after.deployed->hash() == end.bill.hash());
  CHECK(deployed(scene, "s").status == DeploymentStatus::succeeded);
  CHECK(stored(scene, "s").state == core::EnvironmentState::ready);
}

TEST_CASE("stages are told as they change; ignored failures warn; approvals carry their link") {
  Scene scene;
  core::Stage bake{.id = "1", .name = "Bake", .status = core::StageStatus::failed_ignored};
  core::Stage judge{
      .id = "2", .name = "Approve", .status = core::StageStatus::approval, .link = "https://cd/j"};
  scene.outside.stages = {bake, judge};
  Listener listener;
  const auto end = followed(scene, committed(scene, "s"), listener);
  CHECK(end.status == DeploymentStatus::succeeded);
  CHECK(end.warnings == std::vector<std::string>{"stage_failed_ignored"});
  CHECK(listener.count(EventKind::approval) == 1);
  CHECK(listener.count(EventKind::warning) == 1);
  for (const auto& event : listener.events) {
    if (event.kind == EventKind::approval) CHECK(event.link == "https://cd/j");
  }
}

TEST_CASE("a stage that hangs tells once what holds it") {
  core::Deployment before;
  before.execution = {"helm", "p", "x"};
  before.stages = {{.id = "1", .name = "namespace", .status = core::StageStatus::running}};
  core::Deployment after = before;
  after.stages.front().cause = "example.com/keep in 2 resource instances";
  const auto told = workflow::changes(before, after, {});
  REQUIRE(told.size() == 1);
  CHECK(told.front().kind == EventKind::stage);
  core::Deployment later = after;
  later.stages.front().cause = "example.com/keep in 1 resource instances";
  CHECK(workflow::changes(after, later, {}).empty());
}

TEST_CASE("artifacts that the pipeline replaced without a word are found out") {
  Scene scene;
  scene.outside.replaced_artifacts[image_of("api")] = image_of("api") + ":main-3-abcdef3";
  const auto end = deployed(scene, "s");
  CHECK(end.status == DeploymentStatus::failed);
  CHECK(workflow::outcome(end)->reason == Reason::artifacts_differ);
  CHECK(end.cause.find("api") != std::string::npos);
  CHECK_FALSE(stored(scene, "s").deployed);
}

TEST_CASE("parameters that the pipeline replaced without a word are found out") {
  struct Row {
    const char* name;
    const char* used;
    DeploymentStatus status;
  };
  const Row rows[] = {
      {"Namespace", "default", DeploymentStatus::failed},
      {"Domain", "elsewhere.example.com", DeploymentStatus::failed},
      {"Chart", "0.0.1", DeploymentStatus::failed},
      {"Values", "masked", DeploymentStatus::succeeded},
      {"Stranger", "1", DeploymentStatus::succeeded},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Scene scene;
    scene.outside.replaced_parameters[row.name] = row.used;
    const auto end = deployed(scene, "s");
    CHECK(end.status == row.status);
    CHECK(end.warnings.empty());
    if (row.status == DeploymentStatus::succeeded) continue;
    CHECK(workflow::outcome(end)->reason == Reason::parameters_differ);
    CHECK(end.cause.find(std::string(row.name) + ": ") == 0);
    CHECK(end.cause.find(std::string(" > ") + row.used) != std::string::npos);
    CHECK_FALSE(stored(scene, "s").deployed);
  }
}

TEST_CASE("what the engine does not tell is unknown, and said") {
  struct Row {
    const char* untold;  // "" = the execution shows nothing at all
    std::vector<std::string> warnings;
  };
  const Row rows[] = {{"", {"artifacts_unverified", "parameters_unverified"}},
                      {"Namespace", {"parameters_unverified"}},
                      {"Domain", {"parameters_unverified"}},
                      {"Values", {}}};
  for (const auto& row : rows) {
    CAPTURE(row.untold);
    Scene scene;
    scene.outside.pipelines["deploy"].artifacts = {{"coding_docker/image", image_of("api")}};
    if (*row.untold == '\0') {
      scene.outside.tells_what_it_used = false;
    } else {
      scene.outside.replaced_parameters[row.untold] = "";
    }
    Listener listener;
    const auto end = followed(scene, committed(scene, "s"), listener);
    CHECK(end.status == DeploymentStatus::succeeded);
    CHECK(end.warnings == row.warnings);
    CHECK(listener.count(EventKind::warning) == static_cast<long>(row.warnings.size()));
    // Who asks later is told the same.
    Listener later;
    (void)followed(scene, end, later);
    CHECK(later.count(EventKind::warning) == static_cast<long>(row.warnings.size()));
  }
}

TEST_CASE("an execution that ended ends the deployment, also where its details cannot be read") {
  for (const bool fails : {false, true}) {
    CAPTURE(fails);
    Scene scene;
    scene.outside.stages = {{.id = "1", .name = "Bake", .status = core::StageStatus::succeeded},
                            {.id = "2", .name = "Deploy", .status = core::StageStatus::running}};
    scene.outside.unreadable_when_ended = true;
    scene.outside.next_fails = fails;
    Listener listener;
    const auto end = followed(scene, committed(scene, "s"), listener);
    CHECK(end.status == (fails ? DeploymentStatus::failed : DeploymentStatus::succeeded));
    CHECK(end.warnings.front() == "execution_unreadable");
    REQUIRE(end.stages.size() == 1);
    CHECK(end.stages.front().name == "Bake");
    CHECK(listener.count(EventKind::warning) == (fails ? 1 : 2));  // nor is it verified
    if (fails) CHECK(workflow::outcome(end)->reason == Reason::execution_unreadable);
    if (fails) CHECK(workflow::outcome(end)->args.get("what") == "s");
  }
}

TEST_CASE("one pipeline, many environments: triggers take turns and nothing is superseded") {
  Scene scene;
  std::vector<core::Deployment> rows;
  for (const char* name : {"a", "b", "c"}) {
    rows.push_back(committed(scene, name));
    (void)workflow::advance(scene.call, scene.deps, workflow::key_of(rows.back()));
  }
  CHECK(scene.outside.executions.size() == 1);
  Listener listener;
  CHECK(followed(scene, rows[2], listener).status == DeploymentStatus::succeeded);
  CHECK(listener.count(EventKind::queued) >= 1);
  for (const auto& row : rows) {
    Listener quiet;
    CHECK(followed(scene, row, quiet).status == DeploymentStatus::succeeded);
  }
  CHECK(scene.outside.executions.size() == 3);
}

TEST_CASE("cancelled in favour of somebody else's execution: started again, within bounds") {
  Scene scene;
  const auto stranger = [&] {
    core::Order order;
    order.name = "deploy";
    (void)scene.ports.start(scene.call, order);
  };
  stranger();  // runs already when ours comes
  const auto row = committed(scene, "s");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  stranger();  // waits behind ours, and drops it
  Listener listener;
  const auto end = followed(scene, row, listener);
  CHECK(end.status == DeploymentStatus::succeeded);
  CHECK(end.starts == 2);
  CHECK(listener.count(EventKind::restarted) == 1);
  CHECK(listener.count(EventKind::waiting) >= 1);
}

TEST_CASE("died after asking: whoever comes later finds it unknown, once the lease is over") {
  Scene scene;
  const auto row = committed(scene, "s");
  test::FaultyStore dying(scene.store, [](test::FaultyStore::Moment moment) {
    if (moment == test::FaultyStore::Moment::after_commit) throw test::Crashed{};
  });
  workflow::Dependencies doomed = scene.deps;
  workflow::Dependencies other{.system = doomed.system,
                               .store = dying,
                               .application = doomed.application,
                               .tracker = doomed.tracker,
                               .source = doomed.source,
                               .builds = doomed.builds,
                               .artifacts = doomed.artifacts,
                               .images = doomed.images,
                               .charts = doomed.charts,
                               .engines = doomed.engines,
                               .read_values = doomed.read_values,
                               .holder = "doomed"};
  CHECK_THROWS_AS((void)workflow::advance(scene.call, other, workflow::key_of(row)), test::Crashed);
  auto step = workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  CHECK(step.deployment.status == DeploymentStatus::intended);
  CHECK(step.again);
  Listener listener;
  CHECK(followed(scene, row, listener).status == DeploymentStatus::unknown);
  CHECK(scene.outside.executions.empty());
}

TEST_CASE("reads that fail meanwhile are told once and change nothing") {
  Scene scene;
  int failures = 0;
  scene.outside.fault = [&](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at == "observe" && ++failures < 8) return Error(Reason::unreachable);
    return std::nullopt;
  };
  Listener listener;
  CHECK(followed(scene, committed(scene, "s"), listener).status == DeploymentStatus::succeeded);
  CHECK(listener.count(EventKind::warning) == 1);
}

TEST_CASE("Ctrl-C while it runs: the row says running, and watching is taken up again") {
  Scene scene;
  std::stop_source stop;
  const auto row = committed(scene, "s");
  int reads = 0;
  scene.outside.fault = [&](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at == "observe" && ++reads == 3) stop.request_stop();
    return std::nullopt;
  };
  Listener listener;
  const Call interruptible{.stop = stop.get_token()};
  CHECK_THROWS_AS(
      (void)workflow::follow(interruptible, scene.deps, workflow::key_of(row), listener),
      Interrupted);
  CHECK(workflow::revision(scene.deps, "s", 1).status == DeploymentStatus::running);
  CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.size() == 1);
}

TEST_CASE("a deadline ends the watching, not the deployment") {
  Scene scene;
  scene.outside.execution_time = std::chrono::hours(1);
  const auto row = committed(scene, "s");
  Listener listener;
  const Call short_call{.deadline = scene.clock.tick() + std::chrono::seconds(5)};
  const auto error = caught(
      [&] { (void)workflow::follow(short_call, scene.deps, workflow::key_of(row), listener); });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_still_running);
  CHECK(error->args.get("what") == row.environment);
}

TEST_CASE("whoever cannot stay as long as a start may take leaves it to another process") {
  Scene scene;
  const auto row = committed(scene, "s");
  std::vector<std::string> left;
  bool there = true;
  scene.deps.start_apart = [&](const core::Deployment& one) {
    left.push_back(one.environment);
    return there;
  };
  const auto key = workflow::key_of(row);
  const Call brief{.deadline = scene.clock.tick() + std::chrono::seconds(5)};

  SUBCASE("and looks until the other one has asked") {
    const auto step = workflow::advance(brief, scene.deps, key);
    CHECK(left == std::vector<std::string>{row.environment});
    CHECK(step.deployment.starts == 0);
    CHECK(scene.outside.executions.empty());
    REQUIRE(step.again);
    CHECK(*step.again < std::chrono::seconds(1));
    // The other one has all the time it needs.
    CHECK_FALSE(workflow::advance(scene.call, scene.deps, key).deployment.execution.empty());
    CHECK(left.size() == 1);
    CHECK(workflow::advance(brief, scene.deps, key).deployment.status == DeploymentStatus::running);
    CHECK(scene.outside.executions.size() == 1);
  }
  SUBCASE("and has an answer in time, whatever becomes of the start") {
    Listener listener;
    const auto error = caught([&] { (void)workflow::follow(brief, scene.deps, key, listener); });
    REQUIRE(error);
    CHECK(error->reason == Reason::deployment_still_running);
    CHECK(scene.clock.tick() == brief.deadline);
    CHECK(scene.outside.executions.empty());
  }
  SUBCASE("but not where there is none") {
    there = false;
    CHECK_FALSE(workflow::advance(brief, scene.deps, key).deployment.execution.empty());
  }
  SUBCASE("nor before its turn has come") {
    const auto other = committed(scene, "t");
    scene.outside.execution_time = std::chrono::hours(1);
    CHECK_FALSE(workflow::advance(scene.call, scene.deps, key).deployment.execution.empty());
    const auto step = workflow::advance(brief, scene.deps, workflow::key_of(other));
    CHECK(left.empty());
    CHECK(step.deployment.status == DeploymentStatus::queued);
  }
}

TEST_CASE("a deployment that gave way too often was cancelled, and says in whose favour") {
  core::Deployment row;
  row.environment = "s";
  row.status = DeploymentStatus::canceled;
  row.cause = "superseded by newer execution";
  row.cause_reason = code_of(Reason::pipeline_busy);
  const auto end = workflow::outcome(row);
  REQUIRE(end);
  CHECK(end->reason == Reason::deployment_canceled);
  CHECK(end->args.get("what") == "s");
  CHECK(end->args.get("why") == row.cause);
}

TEST_CASE("clocks that jump do not start anything twice") {
  for (const Millis jump : {Millis(std::chrono::hours(5)), -Millis(std::chrono::hours(5))}) {
    Scene scene;
    const auto row = committed(scene, "s");
    (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
    scene.clock.jump(jump);
    Listener listener;
    CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
    CHECK(scene.outside.executions.size() == 1);
  }
}

TEST_CASE("cancelling: before the start nothing runs, afterwards the engine is asked") {
  Scene scene;
  const auto waiting = committed(scene, "a");
  workflow::cancel(scene.call, scene.deps, workflow::key_of(waiting), "not now");
  CHECK(workflow::revision(scene.deps, "a", 1).status == DeploymentStatus::canceled);
  CHECK(scene.outside.executions.empty());
  const auto running = committed(scene, "b");
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(running));
  workflow::cancel(scene.call, scene.deps, workflow::key_of(running), "not now");
  Listener listener;
  const auto end = followed(scene, running, listener);
  CHECK(end.status == DeploymentStatus::canceled);
  CHECK(workflow::outcome(end)->reason == Reason::deployment_canceled);
}

TEST_CASE("a lease whose process died is free; one whose process may live is waited for") {
  Scene scene;
  const auto row = committed(scene, "s");
  const auto name = std::string("queue/coding/classroom/deploy");
  scene.store.write([&](core::Tx& tx) {
    const auto now = scene.clock.now();
    REQUIRE(tx.leases().acquire(name, "other/1", now, now + std::chrono::seconds(90)));
  });
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  CHECK(scene.outside.executions.empty());
  scene.deps.gone = [](const std::string& holder) { return holder == "other"; };
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  CHECK(scene.outside.executions.size() == 1);
}

TEST_CASE("a lease from before the clock went back lasts no longer than any other") {
  Scene scene;
  const auto row = committed(scene, "s");
  scene.store.write([&](core::Tx& tx) {
    const auto now = scene.clock.now();
    REQUIRE(tx.leases().acquire("queue/coding/classroom/deploy", "other/1", now,
                                now + std::chrono::seconds(90)));
  });
  scene.clock.jump(-std::chrono::hours(22));
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  scene.clock.advance(std::chrono::seconds(89));
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  CHECK(scene.outside.executions.empty());
  scene.clock.advance(std::chrono::seconds(1));
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
  CHECK(scene.outside.executions.size() == 1);
}

TEST_CASE("rolling back deploys the earlier bill and pins what it moves") {
  Scene scene;
  (void)deployed(scene, "s");
  const auto first = stored(scene, "s").deployed->hash();
  build(scene, "api", 11);
  (void)deployed(scene, "s");
  const auto plan = workflow::plan_rollback(scene.call, scene.deps, {.environment = "s"});
  CHECK(plan.target.revision == 1);
  CHECK(plan.plan.bill.hash() == first);
  CHECK(std::holds_alternative<core::Pin>(plan.plan.after.desired.selection.components.at("api")));
  CHECK(
      std::holds_alternative<core::Follow>(plan.plan.after.desired.selection.components.at("web")));
  const auto done = workflow::commit(scene.call, scene.deps, plan.plan);
  Listener listener;
  CHECK(followed(scene, *done.deployment, listener).status == DeploymentStatus::succeeded);
  CHECK(stored(scene, "s").deployed->hash() == first);
  CHECK(planned(scene, "s").nothing_to_do);
  const auto error = caught([&] {
    (void)workflow::plan_rollback(scene.call, scene.deps, {.environment = "s", .revision = 9});
  });
  REQUIRE(error);
  CHECK(error->reason == Reason::unknown_revision);
}

TEST_CASE("after a failure, rolling back deploys again what worked and pins what was tried") {
  Scene scene;
  (void)deployed(scene, "s");
  const auto worked = stored(scene, "s").deployed->hash();
  build(scene, "api", 11);
  const auto tried = committed(scene, "s");
  scene.outside.next_fails = true;
  Listener listener;
  CHECK(followed(scene, tried, listener).status == DeploymentStatus::failed);
  const auto plan = workflow::plan_rollback(scene.call, scene.deps, {.environment = "s"});
  CHECK(plan.target.revision == 1);
  CHECK(plan.plan.bill.hash() == worked);
  CHECK_FALSE(plan.plan.nothing_to_do);
  CHECK(std::holds_alternative<core::Pin>(plan.plan.after.desired.selection.components.at("api")));
}

TEST_CASE("rolling back delivers the values of then, whatever the files say now") {
  Scene scene;
  (void)deployed(scene, "s");
  scene.application.common_values.front().text = R"({"replicas": 1, "motd": "new"})";
  (void)deployed(scene, "s");
  const auto plan = workflow::plan_rollback(scene.call, scene.deps, {.environment = "s"});
  CHECK_FALSE(plan.plan.values.tree.contains("motd"));
  CHECK(plan.plan.difference.values);
}

TEST_CASE("of plans that are committed together each has its own fate") {
  Scene scene;
  const auto wish = [&](const std::string& name) {
    return workflow::plan({}, scene.deps, {.environment = name, .create = true, .actor = {"lin"}});
  };
  std::vector<workflow::Plan> plans{wish("a"), wish("b"), wish("c")};
  // Somebody else is first, with something newer.
  scene.outside.add_image(image_of("api"), version_of("main", 77), "main", 77);
  (void)workflow::commit({}, scene.deps, wish("b"));
  std::vector<std::string> noted;
  const auto done = workflow::commit_each(
      {}, scene.deps, plans,
      [&](core::Tx& tx, const workflow::Plan& plan, const workflow::Committed& one) {
        CHECK(tx.environments().find(plan.after.application, plan.after.name));
        if (one.deployment) noted.push_back(plan.after.name);
      });
  REQUIRE(done.size() == 3);
  CHECK(done[0]);
  REQUIRE_FALSE(done[1]);
  CHECK(done[1].error().reason == Reason::state_conflict);
  CHECK(done[2]);
  CHECK(std::count(noted.begin(), noted.end(), "c") == 1);
  for (const char* name : {"a", "c"}) {
    scene.store.read(
        [&](core::Tx& tx) { CHECK(tx.deployments().newest(scene.application.name, name)); });
  }
}

// What the engine answers is looked at closely: whose execution it is, what of it finished, and
// what becomes of looks that fail.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "support/fake_clusters.hpp"
#include "unit/workflow/deployments.hpp"
#include "workflow/steps.hpp"

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

TEST_CASE("a key is never used twice, by whoever deploys the same revision of the same name") {
  std::set<std::string> keys;
  for (std::uint64_t machine = 1; machine <= 2; ++machine) {
    Scene scene;
    scene.random.start_over(machine);
    (void)deployed(scene, "s");
    build(scene, "api", 11);
    (void)deployed(scene, "s");
    for (const auto& one : scene.outside.executions) keys.insert(one.order.correlation);
  }
  CHECK(keys.size() == 4);
}

TEST_CASE("an execution that is somebody else's is not taken for ours") {
  for (const bool tells : {true, false}) {
    CAPTURE(tells);
    Scene scene;
    scene.outside.tells_correlation = tells;
    (void)deployed(scene, "s");
    build(scene, "api", 11);
    scene.outside.one_for_all = true;
    Listener listener;
    const auto end = followed(scene, committed(scene, "s"), listener);
    CHECK(end.status == DeploymentStatus::failed);
    CHECK(end.stages.empty());
    const auto error = workflow::outcome(end);
    REQUIRE(error);
    CHECK(error->reason == Reason::execution_not_ours);
    CHECK(error->args.get("what") == "s");
    CHECK(error->args.get("where") == "https://cd/x1");
    CHECK(error->args.get("why").find("api: " + version_of("main", 11) + " > ") !=
          std::string_view::npos);
    CHECK(stored(scene, "s").deployed->lines.at("api").version == version_of("main", 10));
  }
}

TEST_CASE("parameters of an execution without a key are all compared") {
  struct Row {
    const char* name;
    const char* used;
    bool ours;
  };
  for (const Row& row : {Row{"Namespace", "default", false}, Row{"Values", "other", false},
                         Row{"Values", "", true}, Row{"Stranger", "1", true}}) {
    CAPTURE(row.name);
    Scene scene;
    scene.outside.tells_correlation = false;
    scene.outside.replaced_parameters[row.name] = row.used;
    const auto end = deployed(scene, "s");
    CHECK((end.status == DeploymentStatus::succeeded) == row.ours);
    if (!row.ours) CHECK(workflow::outcome(end)->reason == Reason::execution_not_ours);
  }
}

TEST_CASE("only what finished is success, whatever the engine calls the whole") {
  struct Row {
    core::StageStatus second, third;
    bool succeeds;
    const char* cause;
  };
  using S = core::StageStatus;
  const Row rows[] = {{S::stopped, S::waiting, false, "Check: no answer"},
                      {S::succeeded, S::stopped, false, "Announce"},
                      {S::succeeded, S::waiting, false, "Announce"},
                      {S::canceled, S::waiting, false, "Check, Announce"},
                      {S::failed_ignored, S::skipped, true, ""},
                      {S::succeeded, S::succeeded, true, ""}};
  for (const bool teardown : {false, true}) {
    for (const Row& row : rows) {
      CAPTURE(row.cause);
      Scene scene;
      if (teardown) (void)deployed(scene, "s");
      scene.outside.stages = {{.id = "1", .name = "Deploy", .status = S::succeeded},
                              {.id = "2", .name = "Check", .status = row.second},
                              {.id = "3", .name = "Announce", .status = row.third}};
      if (row.second == S::stopped) scene.outside.stages[1].cause = "no answer";
      core::Deployment end;
      if (teardown) {
        const core::Actor lin{"lin", core::Origin::cli};
        const auto removal = workflow::plan_removal(scene.call, scene.deps, "s");
        const auto left = workflow::remove_environment(scene.call, scene.deps, removal,
                                                       core::Confirmed{lin, "s"}, "", false);
        Listener listener;
        end = followed(scene, *left, listener);
      } else {
        end = deployed(scene, "s");
      }
      CHECK((end.status == DeploymentStatus::succeeded) == row.succeeds);
      if (row.succeeds) continue;
      const auto error = workflow::outcome(end);
      REQUIRE(error);
      CHECK(error->reason == Reason::stage_unfinished);
      CHECK(end.cause == row.cause);
      CHECK(stored(scene, "s").state == core::EnvironmentState::failed);
      CHECK(stored(scene, "s").deployed);  // what the first stage brought is there all the same
    }
  }
}

TEST_CASE(
    "a pause ends when the engine tells of an end, and soon when the cluster tells anything") {
  Scene scene;
  test::FakeClusters clusters;
  scene.deps.clusters = &clusters;
  std::vector<Tick> looks;
  scene.outside.fault = [&](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at == "observe" && moment == test::Moment::before) looks.push_back(scene.clock.tick());
    return std::nullopt;
  };
  const auto pauses = [&](const std::string& name) {
    looks.clear();
    const auto row = committed(scene, name);
    const auto environment = stored(scene, name);
    clusters.namespaces.insert_or_assign({environment.cluster, environment.ns},
                                         core::RunningNamespace{});
    const Tick began = scene.clock.tick();
    Listener listener;
    CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
    CHECK(clusters.subscribed.back() == std::pair(environment.cluster, environment.ns));
    return std::pair(looks.at(0) - began, looks.at(1) - looks.at(0));
  };
  const Millis pace{1'000}, nothing{0};
  CHECK(pauses("a") == std::pair(pace, pace));
  clusters.tells = [](const core::Changed& changed) { changed(); };
  const auto soon = pauses("b");
  CHECK(soon.first > nothing);
  CHECK(soon.first < pace);
  CHECK(soon.second == pace);
  scene.outside.tells = [](const core::Changed& changed) { changed(); };
  CHECK(pauses("c") == std::pair(nothing, pace));
  CHECK(clusters.subscribed.size() == 3);  // one for each execution
}

TEST_CASE("what does not run is to blame where the engine waited for it, and only there") {
  for (const bool waited : {true, false}) {
    CAPTURE(waited);
    Scene scene;
    test::FakeClusters clusters;
    scene.deps.clusters = &clusters;
    const auto row = committed(scene, "s");
    const auto environment = stored(scene, "s");
    core::RunningNamespace seen{.exists = true};
    seen.troubles = {{"api", Error(Reason::container_crashed, {{"exit", "3"}}), {}}};
    clusters.namespaces.insert_or_assign({environment.cluster, environment.ns}, seen);
    scene.outside.next_fails = true;
    scene.outside.fails_waiting = waited;
    Listener listener;
    const auto end = followed(scene, row, listener);
    REQUIRE(end.status == DeploymentStatus::failed);
    const auto error = workflow::outcome(end);
    REQUIRE(error);
    CHECK(error->args.get("cause") == (waited ? "container_crashed" : ""));
    CHECK(error->args.get("why") == "Deploy: image cannot be pulled");
  }
}

TEST_CASE("a success stays one, and tells what its cluster knows by then to be wrong") {
  const core::Trouble crash{"api", Error(Reason::container_crashed, {{"exit", "3"}}), {"boom"}};
  Scene scene;
  test::FakeClusters clusters;
  scene.deps.clusters = &clusters;
  const auto row = committed(scene, "s");
  const auto environment = stored(scene, "s");
  auto& seen = *clusters.namespaces
                    .insert_or_assign({environment.cluster, environment.ns},
                                      core::RunningNamespace{.exists = true})
                    .first->second;
  const Instant long_ago = scene.clock.now() - std::chrono::hours(1);
  seen.workloads = {{.component = "api", .wanted = 1, .ready = 1, .since = long_ago}};
  int looks_after = 0;  // at the success
  int told_at = 0;
  const auto over = [&] {
    return scene.outside.executions.back().status == core::ExecutionStatus::succeeded;
  };
  clusters.looked_at = [&] {
    if (over() && ++looks_after == told_at) seen.troubles = {crash};
  };
  Listener listener;
  SUBCASE("all is well: it is not waited for anything") {
    CHECK(followed(scene, row, listener).troubles.empty());
    CHECK(looks_after == 1);
  }
  SUBCASE("certain at once") {
    told_at = 1;
    CHECK(followed(scene, row, listener).troubles.size() == 1);
    CHECK(looks_after == 1);
  }
  SUBCASE("it has restarted since, and is about to be certain") {
    seen.workloads.front().restarts = 1;
    seen.workloads.front().since = scene.clock.now() + std::chrono::hours(1);
    told_at = 3;
    CHECK(followed(scene, row, listener).troubles.size() == 1);
    CHECK(looks_after == 3);
  }
  SUBCASE("what restarted long before is no sign") {
    seen.workloads.front().restarts = 9;
    CHECK(followed(scene, row, listener).troubles.empty());
    CHECK(looks_after == 1);
  }
  SUBCASE("what runs anew and is not ready yet is waited for a twentieth, too") {
    seen.workloads.front().ready = 0;
    seen.workloads.front().since = scene.clock.now() + std::chrono::hours(1);
    scene.outside.execution_time = std::chrono::seconds(8);
    CHECK(followed(scene, row, listener).troubles.empty());
    CHECK(looks_after == 1);
  }
  SUBCASE("where nothing runs anew, something ended: not for long") {
    SUBCASE("and is not ready any more") { seen.workloads.front().ready = 0; }
    SUBCASE("and counts as ready for a moment") { seen.workloads.front().since.reset(); }
    CHECK(followed(scene, row, listener).troubles.empty());
    CHECK(looks_after > 1);
    CHECK(looks_after < 25);
  }
  SUBCASE("what only just started is looked at for a twentieth of the time that it took") {
    bool worth_it = true;
    SUBCASE("which is enough to learn something") {}
    SUBCASE("which is nothing") { worth_it = false; }
    scene.outside.execution_time = std::chrono::seconds(worth_it ? 25 : 8);
    clusters.looked_at = [&] {
      if (!over()) return;
      if (looks_after++ == 0) seen.workloads.front().since = scene.clock.now();
    };
    const auto end = followed(scene, row, listener);
    CHECK(end.troubles.empty());
    CHECK(looks_after >= (worth_it ? 3 : 1));
    CHECK(looks_after <= (worth_it ? 9 : 1));
  }
  const auto stands = workflow::load(scene.deps, workflow::key_of(row));
  CHECK(stands.status == DeploymentStatus::succeeded);
  CHECK_FALSE(workflow::outcome(stands));
  CHECK(listener.count(EventKind::trouble) == (stands.troubles.empty() ? 0 : 1));
  CHECK(clusters.asked.back().since == stands.started_at);  // what was there before is no trouble
  CHECK_FALSE(clusters.asked.back().given_up);
  CHECK(clusters.asked.back().followed);
}

TEST_CASE(
    "at first what stood there before counts for nothing; later, and at a failure, all does") {
  Scene scene;
  test::FakeClusters clusters;
  scene.deps.clusters = &clusters;
  const auto row = committed(scene, "s");
  const auto environment = stored(scene, "s");
  clusters.namespaces.insert_or_assign({environment.cluster, environment.ns},
                                       core::RunningNamespace{.exists = true});
  scene.outside.execution_time = std::chrono::minutes(3);
  std::vector<Instant> asked_at;
  clusters.looked_at = [&] { asked_at.push_back(scene.clock.now()); };
  bool early = false;
  SUBCASE("a failure late") {}
  SUBCASE("a failure early") {
    scene.outside.execution_time = std::chrono::seconds(5);
    early = true;
  }
  scene.outside.next_fails = true;
  Listener listener;
  const auto end = followed(scene, row, listener);
  REQUIRE(asked_at.size() == clusters.asked.size());
  REQUIRE(asked_at.size() > 2);
  for (std::size_t i = 0; i < asked_at.size(); ++i) {
    const bool last = i + 1 == asked_at.size();
    const bool first = asked_at[i] - end.started_at < std::chrono::minutes(1) && !last;
    CHECK(clusters.asked[i].since.has_value() == first);
    CHECK(clusters.asked[i].given_up == !first);
    if (early) CHECK((first || last));
  }
}

TEST_CASE("what was wrong is remembered where the engine brings back what ran before") {
  for (const auto effect : {core::Effect::none, core::Effect::unknown}) {
    const bool brought_back = effect == core::Effect::none;
    CAPTURE(brought_back);
    Scene scene;
    test::FakeClusters clusters;
    scene.deps.clusters = &clusters;
    const auto row = committed(scene, "s");
    const auto environment = stored(scene, "s");
    auto& seen = clusters.namespaces
                     .insert_or_assign({environment.cluster, environment.ns},
                                       core::RunningNamespace{.exists = true})
                     .first->second;
    scene.outside.next_fails = true;
    scene.outside.effect_of_failure = effect;
    int looks = 0;
    scene.outside.fault = [&](const std::string& at, test::Moment moment) -> std::optional<Error> {
      if (at != "observe" || moment == test::Moment::after) return std::nullopt;
      seen->troubles.clear();
      if (++looks == 2)
        seen->troubles = {{"api", Error(Reason::container_crashed, {{"exit", "3"}}), {}}};
      return std::nullopt;
    };
    Listener listener;
    const auto end = followed(scene, row, listener);
    REQUIRE(end.status == DeploymentStatus::failed);
    CHECK(looks > 3);
    CHECK(end.troubles.empty());
    const auto error = workflow::outcome(end);
    REQUIRE(error);
    CHECK(error->args.get("cause") == (brought_back ? "container_crashed" : ""));
    CHECK(error->args.get("cause.exit") == (brought_back ? "3" : ""));
  }
}

TEST_CASE("a look that fails is told once, repeated ever more rarely, and named at the end") {
  Scene scene;
  const auto row = committed(scene, "s");
  scene.outside.execution_time = std::chrono::hours(1);
  std::vector<Tick> looks;
  scene.outside.fault = [&](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at != "observe" || moment == test::Moment::after) return std::nullopt;
    looks.push_back(scene.clock.tick());
    return Error(Reason::answer_not_json, {{"what", "coding.DescribeCdPipeline"},
                                           {"why", "byte " + std::to_string(looks.size())},
                                           {"request", "r-" + std::to_string(looks.size())}});
  };
  Listener listener;
  Call call = scene.call;
  call.deadline = scene.clock.tick() + std::chrono::minutes(10);
  const auto error =
      caught([&] { (void)workflow::follow(call, scene.deps, workflow::key_of(row), listener); });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_still_running);
  CHECK(error->args.get("cause") == "answer_not_json");
  CHECK(error->args.get("where") == "https://cd/x1");
  CHECK(listener.count(EventKind::warning) == 1);
  REQUIRE(looks.size() > 10);
  CHECK(looks.size() < 30);
  CHECK(looks[2] - looks[1] > looks[1] - looks[0]);
  CHECK(looks.back() - looks[looks.size() - 2] == std::chrono::seconds(30));
  // Well again: the pace is as before, and a new trouble is told anew.
  scene.outside.fault = nullptr;
  scene.outside.execution_time = std::chrono::seconds(1);
  scene.clock.advance(std::chrono::hours(1));
  CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
}

TEST_CASE("a token taken away in the middle ends the watching, and is what is said") {
  Scene scene;
  const auto row = committed(scene, "s");
  scene.outside.execution_time = std::chrono::minutes(5);
  int looks = 0;
  scene.outside.fault = [&](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at != "observe" || moment == test::Moment::after || ++looks < 3) return std::nullopt;
    return Error(Reason::auth_invalid, {{"why", "User not found, authorization invalid"}});
  };
  Listener listener;
  const auto error = caught([&] { (void)followed(scene, row, listener); });
  REQUIRE(error);
  CHECK(looks == 5);
  CHECK(error->reason == Reason::deployment_still_running);
  CHECK(error->args.get("cause") == "auth_invalid");
  CHECK(listener.count(EventKind::warning) == 1);
  // The row stands: with a token that is valid again, watching goes on.
  scene.outside.fault = nullptr;
  CHECK(followed(scene, row, listener).status == DeploymentStatus::succeeded);
}

// The reconcilers over a small application: what groups are told of their environments, and which
// keys are marked.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/reconcile.hpp"

#include "ground.hpp"
#include "keeper/hints.hpp"
#include "support/fake_clusters.hpp"

using namespace chatops;
using namespace chatops::keeper;

TEST_CASE("a card follows its deployment also when another one's being wanted ends it") {
  Ground ground;
  ground.deploy();
  ground.look_at_environment();
  REQUIRE(ground.card(1) == "running");
  ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
  ground.deploy();
  ground.look_at_environment();
  REQUIRE(ground.card(2) == "queued");

  ground.scene.outside.executions.clear();  // the engine has lost it
  ground.scene.clock.advance(std::chrono::minutes{3});
  ground.look_at_environment();
  ground.look_at_environment();
  REQUIRE(ground.card(1) == "unknown");
  ground.deploy(true);  // what waits is what is wished for: the lost one gives way to it
  ground.look_at_environment();
  CHECK(ground.card(1) == "superseded");
  CHECK(ground.card(2) == "running");
}

TEST_CASE("who waits for another environment's turn rests, and is woken when that one has ended") {
  Ground ground;
  ground.deploy(false, "s42");
  ground.look_at_environment("s42");
  for (const std::string name : {"s43", "s44"}) ground.deploy(false, name);
  ground.look_at_environment("s43");
  ground.look_at_environment("s44");
  const auto calls = ground.scene.outside.calls.size();
  for (const std::string name : {"s43", "s44"}) {
    const auto verdict = ground.reconcilers({}, Ground::key_of(name));
    CHECK(verdict.again >= std::chrono::minutes(1));
    CHECK(ground.newest(name).status == core::DeploymentStatus::queued);
  }
  CHECK(ground.scene.outside.calls.size() == calls);
  CHECK(ground.marked().empty());

  ground.rest("s42");
  CHECK(ground.marked() == std::vector{text_of(Ground::key_of("s43"))});

  // One that gives up its turn without having been asked for wakes the next, too.
  workflow::cancel({}, ground.scene.deps, workflow::key_of(ground.newest("s43")), "not now");
  (void)ground.queue.take();
  REQUIRE(ground.marked().size() == 1);
  ground.look_at_environment("s43");
  CHECK(ground.marked().back() == text_of(Ground::key_of("s44")));
  ground.rest("s44");
  CHECK(ground.newest("s44").status == core::DeploymentStatus::succeeded);
}

TEST_CASE("a build concerns those who follow its branch; all, where nobody says which it was") {
  Ground ground;
  ground.scene.outside.heads["web-repo@early"] = {.branch = "early"};
  for (const std::string name : {"s42", "s43"}) {
    ground.deploy(false, name);
    ground.rest(name);
  }
  const Key web{KeyKind::component, "coding/shop", "classroom", "web"};
  const auto built = [&](const std::string& branch) {
    core::Hint hint{.kind = core::HintKind::build};
    hint.repository = "web-repo";
    hint.branch = branch;
    REQUIRE(keys_of(ground, "coding/shop", std::span(&hint, 1)) == std::vector{web});
    ground.step(web);
    return std::exchange(ground.served->outdated, {});
  };
  CHECK(built("fix").empty());
  CHECK(built("main") == std::set<std::string>{"s42", "s43"});
  CHECK(built("") == std::set<std::string>{"s42", "s43"});
  CHECK(built("fix").empty());
  // One after which nothing is newer than it was concerns nobody …
  CHECK(built("main").empty());
  auto& outside = ground.scene.outside;
  outside.add_image(test::image_of("web"), test::version_of("main", 77), "main", 77);
  CHECK(built("main") == std::set<std::string>{"s42", "s43"});
  CHECK(built("main").empty());
  // … but whoever waits for the first artifact of the branch, and is told of its build.
  (void)workflow::commit({}, ground.scene.deps,
                         workflow::plan({}, ground.scene.deps,
                                        {.environment = "s43",
                                         .overrides = {{.component = "web", .branch = "early"}}}));
  CHECK(built("early") == std::set<std::string>{"s43"});
  CHECK(built("early") == std::set<std::string>{"s43"});
}

TEST_CASE("an artifact concerns all that follow its branch, whatever a build was looked at for") {
  Ground ground;
  for (const std::string name : {"s42", "s43"}) {
    ground.deploy(false, name);
    ground.rest(name);
  }
  auto& outside = ground.scene.outside;
  const std::string version = test::version_of("main", 77);
  outside.add_image(test::image_of("web"), version, "main", 77);
  const Key web{KeyKind::component, "coding/shop", "classroom", "web"};
  for (int i = 0; i < 2; ++i) {
    ground.served->news["web"].versions.insert(version);
    ground.step(web);
    CHECK(std::exchange(ground.served->outdated, {}) == std::set<std::string>{"s42", "s43"});
    CHECK(ground.served->news["web"].empty());
  }
}

TEST_CASE("an artifact that one environment was the first to see concerns the others, too") {
  Ground ground;
  for (const std::string name : {"s42", "s43"}) {
    ground.deploy(false, name);
    ground.rest(name);
  }
  ground.scene.outside.add_image(test::image_of("web"), test::version_of("main", 77), "main", 77);
  ground.served->outdated = {"s42"};
  ground.rest("s42");
  CHECK(ground.revision("s42") == 2);
  CHECK(ground.served->outdated == std::set<std::string>{"s43"});
  CHECK(ground.marked() == std::vector<std::string>{text_of(Ground::key_of("s43"))});
  ground.rest("s43");
  CHECK(ground.revision("s43") == 2);
  CHECK(ground.served->outdated.empty());
}

TEST_CASE("environments whose turn has come are compared together, from one reading") {
  Ground ground;
  for (const std::string name : {"s42", "s43", "s44"}) {
    ground.deploy(false, name);
    ground.rest(name);
    REQUIRE(ground.revision(name) == 1);
  }
  ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
  ground.served->facts.forget_artifacts("api");
  for (const std::string name : {"s42", "s43", "s44"}) {
    ground.served->outdated.insert(name);
    ground.queue.mark(Ground::key_of(name), name == "s44" ? Millis{60'000} : Millis{0});
  }
  ground.told();
  ground.look_at_environment("s42");
  CHECK(ground.revision("s42") == 2);
  CHECK(ground.revision("s43") == 2);
  CHECK(ground.revision("s44") == 1);  // waits for more of the same push
  CHECK(ground.served->outdated == std::set<std::string>{"s44"});
  // Whoever dies now has told of both.
  CHECK(ground.told().contains("updated/classroom/s42/2"));
  CHECK(ground.told().contains("updated/classroom/s43/2"));
  ground.rest("s42");
  ground.rest("s43");
  CHECK(ground.revision("s43") == 2);
}

TEST_CASE(
    "one that cannot be brought up to date fails in its own turn, and does not hold others up") {
  Ground ground;
  ground.deploy(false, "s42");
  ground.rest("s42");
  ground.deploy(false, "s43");
  ground.look_at_environment("s43");
  ground.scene.outside.executions.clear();  // the engine has lost it
  ground.scene.clock.advance(std::chrono::minutes{3});
  ground.look_at_environment("s43");
  ground.look_at_environment("s43");
  ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
  ground.served->facts.forget_artifacts("api");
  for (const std::string name : {"s42", "s43"}) {
    ground.served->outdated.insert(name);
    ground.queue.mark(Ground::key_of(name));
  }
  ground.look_at_environment("s42");
  CHECK(ground.revision("s42") == 2);
  const auto verdict = ground.reconcilers({}, Ground::key_of("s43"));
  REQUIRE(verdict.failed);
  CHECK(verdict.failed->reason == Reason::deployment_unknown);
  CHECK(ground.served->outdated.contains("s43"));
}

TEST_CASE("a start that was interrupted before the engine heard is made again by itself") {
  Ground ground;
  ground.deploy();
  ground.rest("s42");
  ground.scene.outside.finds = true;
  ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
  ground.scene.outside.fault = [&](const std::string& at,
                                   test::Moment moment) -> std::optional<Error> {
    if (at != "start" || moment == test::Moment::before) return std::nullopt;
    ground.scene.outside.executions.pop_back();
    return Error(Reason::answer_cut);
  };
  const auto news = [&] {
    ground.served->facts.forget_artifacts("api");
    ground.served->outdated.insert("s42");
    ground.rest("s42");
  };
  news();
  REQUIRE(ground.revision("s42") == 2);
  REQUIRE(ground.card(2) == "failed");
  ground.scene.outside.fault = nullptr;
  news();
  CHECK(ground.revision("s42") == 3);
  CHECK(ground.card(3) == "succeeded");
}

TEST_CASE("an execution of a time that has not come is not waited for until it has") {
  Ground ground;
  ground.deploy();
  ground.look_at_environment();
  REQUIRE(ground.card(1) == "running");
  ground.scene.outside.executions.clear();
  ground.scene.clock.jump(-std::chrono::hours{5});
  ground.look_at_environment();
  ground.look_at_environment();
  CHECK(ground.card(1) == "unknown");
}

TEST_CASE("what certainly keeps a deployment from its end stands on its card while it goes on") {
  Ground ground;
  test::FakeClusters clusters;
  ground.scene.deps.clusters = &clusters;
  ground.deploy();
  auto& seen = clusters.namespaces[{"", ground.stored("s42").ns}];
  seen = core::RunningNamespace{.exists = true};
  ground.look_at_environment();
  REQUIRE(ground.card(1) == "running");
  const auto troubles = [&] {
    ground.scene.clock.advance(Millis{1000});
    ground.look_at_environment();
    return ground.told().at("deployment/classroom/s42/1").body.at("troubles");
  };
  CHECK(troubles().empty());
  seen->troubles = {{"api", Error(Reason::image_not_found, {{"image", "r/api:1"}}), {"no such"}}};
  const auto told = troubles();
  REQUIRE(told.size() == 1);
  CHECK(told[0].at("component") == "api");
  CHECK(told[0].at("error").at("reason") == "image_not_found");
  CHECK(told[0].at("log") == nlohmann::json({"no such"}));
  SUBCASE("and that it is over") {
    seen->troubles.clear();
    CHECK(troubles().empty());
  }
  SUBCASE("a cluster that does not answer takes nothing back") {
    seen = unknown(Error(Reason::unreachable));
    CHECK(troubles().size() == 1);
  }
  SUBCASE("what is over by then is not told of a success, and what is not is") {
    bool stays = false;
    SUBCASE("over") {}
    SUBCASE("not") { stays = true; }
    clusters.looked_at = [&] {
      const bool over =
          ground.scene.outside.executions.back().status == core::ExecutionStatus::succeeded;
      if (over && !stays) seen->troubles.clear();
    };
    ground.rest("s42");
    REQUIRE(ground.card(1) == "succeeded");
    CHECK(ground.told().at("deployment/classroom/s42/1").body.at("troubles").empty() == !stays);
  }
}

TEST_CASE("an environment is looked at when the engine tells that its deployment has ended") {
  Ground ground;
  std::vector<core::Changed> listening;
  ground.scene.outside.tells = [&](const core::Changed& changed) { listening.push_back(changed); };
  const Key key{KeyKind::environment, "coding/shop", "classroom", "s42"};
  const auto step = [&] { return ground.reconcilers({}, key).again; };
  ground.deploy();
  CHECK(step());
  CHECK(step());
  REQUIRE(listening.size() == 1);  // for one execution once
  CHECK_FALSE(ground.queue.due(key));
  listening.front()();
  CHECK(ground.queue.due(key));
  ground.rest("s42");
  REQUIRE(ground.card(1) == "succeeded");
  ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", 77), "main", 77);
  ground.deploy();
  CHECK(step());
  CHECK(listening.size() == 2);
}

TEST_CASE("a card that waits is brought up to date after a restart, whatever came after it") {
  for (const auto between : {core::DeploymentStatus::unknown, core::DeploymentStatus::failed}) {
    CAPTURE(core::word_of(between));
    Ground ground;
    const auto build = [&](int number) {
      ground.scene.outside.add_image(test::image_of("api"), test::version_of("main", number),
                                     "main", number);
    };
    ground.deploy();
    ground.look_at_environment();
    build(77);
    ground.deploy();
    ground.look_at_environment();
    REQUIRE(ground.card(2) == "queued");
    ground.served->shown.clear();  // the server dies
    const auto becomes = [&](std::int64_t revision, core::DeploymentStatus status) {
      ground.scene.store.write([&](core::Tx& tx) {
        auto row = *tx.deployments().find("classroom", "s42", revision);
        row.status = status;
        tx.deployments().put(row);
      });
    };
    build(78);
    ground.deploy();
    becomes(1, core::DeploymentStatus::succeeded);
    becomes(3, core::DeploymentStatus::running);
    build(79);
    ground.deploy();
    becomes(3, between);
    ground.look_at_environment();
    CHECK(ground.card(2) == "superseded");
  }
}

TEST_CASE("a definition that is broken is told once, and one that cannot be read is not") {
  Ground ground;
  const Key key{KeyKind::definition, "coding/shop", "classroom", ""};
  ground.broken = Error(Reason::unreachable, {{"what", "git"}});
  CHECK_THROWS_AS(ground.step(key), Error);
  CHECK(ground.told().empty());

  ground.broken = Error(Reason::yaml_bad_value, {{"what", "components"}, {"where", "one:3:1"}});
  CHECK_THROWS_AS(ground.step(key), Error);
  CHECK(ground.told().size() == 1);
  ground.broken->args.set("where", "another:3:1");
  CHECK_THROWS_AS(ground.step(key), Error);
  CHECK(ground.told().size() == 1);
  ground.broken->args.set("what", "chart");
  CHECK_THROWS_AS(ground.step(key), Error);
  CHECK(ground.told().size() == 2);
  for (const auto& [key_of, notice] : ground.told()) CHECK(notice.kind == "definition_invalid");
}

TEST_CASE("what was just loaded is not read again at the start, but from time to time") {
  Ground ground;
  ground.deploy();
  ground.reconcilers.mark_all();
  CHECK(ground.marked() ==
        std::vector<std::string>{"project/coding/shop", "environment/classroom/s42"});
  ground.reconcilers.mark_definitions();
  CHECK(ground.marked().back() == "definition/classroom");
}

TEST_CASE("a project and a definition rest until they are marked again") {
  Ground ground;
  for (const Key& key : {Key{KeyKind::definition, "coding/shop", "classroom", ""},
                         Key{KeyKind::project, "coding/shop", "", ""}})
    CHECK_FALSE(ground.reconcilers({}, key).again);
}

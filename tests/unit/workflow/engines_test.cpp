// Engines by name, orders that suffice, lost answers that can be found, and rows of before orders
// were neutral.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/codec.hpp"
#include "support/recorder.hpp"
#include "unit/workflow/deployments.hpp"
#include "workflow/look.hpp"
#include "workflow/order.hpp"
#include "workflow/rollback.hpp"

using namespace chatops;
using core::DeploymentStatus;
using nlohmann::json;
using test::build;
using test::caught;
using test::change_pipelines;
using test::committed;
using test::deployed;
using test::followed;
using test::Listener;
using test::Scene;
using test::stored;
using test::version_of;

namespace {

/// The scene's world with the recorder beside CODING's engine; it deploys.
struct Recorded {
  Scene scene;
  test::Recorder recorder;
  test::NamedEngines engines;
  workflow::Dependencies deps{.system = scene.deps.system,
                              .store = scene.store,
                              .application = scene.application,
                              .tracker = scene.ports,
                              .source = scene.ports,
                              .builds = scene.ports,
                              .artifacts = scene.ports,
                              .images = scene.ports,
                              .charts = scene.ports,
                              .engines = engines,
                              .read_values = test::read_json_values,
                              .read_chart_values = test::read_json_chart_values,
                              .holder = "recorded"};

  Recorded() {
    engines.engines = {{"recorder", &recorder}, {"coding", &scene.ports}};
    scene.application.deploy = test::Recorder::settings();
  }
  core::Deployment commit() {
    const auto plan =
        workflow::plan(scene.call, deps,
                       {.environment = "s", .create = true, .actor = {"lin", core::Origin::cli}});
    return workflow::commit(scene.call, deps, plan).deployment.value();
  }
  core::Deployment follow(const core::Deployment& row) {
    Listener listener;
    return workflow::follow(scene.call, deps, workflow::key_of(row), listener);
  }
};

/// The row as the program wrote it when there was one engine.
std::string old_text(const core::Deployment& row) {
  const json now = json::parse(row.payload);
  const workflow::Payload payload = workflow::read_payload(row.payload);
  json pipeline = payload.order.own.at("pipeline");
  pipeline.erase("component_parameters");
  pipeline["engine"] = "coding-cd";
  json artifacts = json::array();
  for (const auto& [component, line] : row.bill.lines) artifacts.push_back(line);
  json old{{"pipeline", pipeline},
           {"parameters", coding::given(payload.order).parameters},
           {"artifacts", artifacts},
           {"expected", json::array()}};
  for (const char* same :
       {"chart", "chart_source", "actor", "correlation", "values", "one_at_a_time"}) {
    old[same] = now.at("order").at(same);
  }
  old["base"] = row.selection;
  old["waiting"] = json::object();
  old["settings"] = now.at("settings");
  return old.dump();
}

/// Puts the row back as an earlier program would have left it.
core::Deployment as_old(Scene& scene, const core::Deployment& row) {
  core::Deployment out;
  scene.store.write([&](core::Tx& tx) {
    json text = json(*tx.deployments().find(row.application, row.environment, row.revision));
    text["payload"] = old_text(row);
    text["execution"] = row.execution.id;
    text.erase("engine");
    out = text.get<core::Deployment>();
    tx.deployments().put(out);
  });
  return out;
}

}  // namespace

TEST_CASE("a second engine deploys and takes away, by name and with neutral orders only") {
  Recorded deps;
  const auto row = deps.commit();
  CHECK(row.engine == "recorder");
  const auto end = deps.follow(row);
  CHECK(end.status == DeploymentStatus::succeeded);
  CHECK(end.execution == core::ExecutionRef{"recorder", "here", "1"});
  REQUIRE(deps.recorder.orders.size() == 1);
  const core::Order& order = deps.recorder.orders.front();
  CHECK(order.ns == "classroom-s");
  CHECK(order.release == "s");
  CHECK(order.domain == "s.classroom.test");
  CHECK(order.chart.version == "1.1.0");
  CHECK(order.chart_source.name == "classroom");
  CHECK(order.values.at("replicas") == 2);
  REQUIRE(order.components.size() == 3);
  CHECK(order.components.front().version == version_of("main", 10));
  CHECK(order.components.front().digest != "");
  CHECK(order.actor == "lin");
  CHECK(order.correlation != "");
  CHECK(order.own.is_null());
  const auto seen = workflow::show_environment(deps.deps, "s").environment;
  CHECK(seen.deployed->parameters.at("namespace") == "classroom-s");

  const core::Actor lin{"lin", core::Origin::cli};
  const auto removal = workflow::plan_removal(deps.scene.call, deps.deps, "s");
  const auto left = workflow::remove_environment(deps.scene.call, deps.deps, removal,
                                                 core::Confirmed{lin, "s"}, "");
  CHECK(deps.follow(*left).status == DeploymentStatus::succeeded);
  CHECK(deps.recorder.orders.back().purpose == core::Purpose::remove);
  CHECK(workflow::list_environments(deps.deps).empty());
  CHECK(deps.scene.outside.executions.empty());
}

TEST_CASE("a row whose engine this program does not have is told, and left as it is") {
  Recorded deps;
  const auto row = deps.commit();
  (void)workflow::advance(deps.scene.call, deps.deps, workflow::key_of(row));
  deps.engines.engines.erase("recorder");
  const auto before = workflow::revision(deps.deps, "s", 1);
  const auto error =
      caught([&] { (void)workflow::advance(deps.scene.call, deps.deps, workflow::key_of(row)); });
  REQUIRE(error);
  CHECK(error->reason == Reason::unknown_engine);
  CHECK(error->args.get("what") == "recorder");
  const auto problems = workflow::look(deps.scene.call, deps.deps, "");
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().reason == Reason::unknown_engine);
  CHECK(json(workflow::revision(deps.deps, "s", 1)) == json(before));
}

TEST_CASE("a lost answer is found by the order's key, where the engine can look") {
  for (const bool at_once : {true, false}) {
    CAPTURE(at_once);
    Scene scene;
    scene.outside.fault = [](const std::string& at, test::Moment moment) -> std::optional<Error> {
      const bool lost = at == "start" && moment == test::Moment::after;
      return lost ? std::optional(Error(Reason::answer_cut)) : std::nullopt;
    };
    scene.outside.finds = at_once;
    Listener listener;
    const auto row = committed(scene, "s");
    const auto first = followed(scene, row, listener);
    CHECK((first.status == DeploymentStatus::unknown) == !at_once);
    scene.outside.finds = true;
    const auto end = followed(scene, row, listener);
    CHECK(end.status == DeploymentStatus::succeeded);
    CHECK(scene.outside.executions.size() == 1);
    CHECK_FALSE(stored(scene, "s").doubt);
  }
}

TEST_CASE("a start that certainly never was, by the engine's word, has failed") {
  Scene scene;
  scene.outside.fault = [&](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at != "start" || moment == test::Moment::before) return std::nullopt;
    scene.outside.executions.clear();
    return Error(Reason::answer_cut);
  };
  scene.outside.finds = true;
  Listener listener;
  const auto end = followed(scene, committed(scene, "s"), listener);
  CHECK(end.status == DeploymentStatus::failed);
  CHECK(end.effect == core::Effect::none);
  CHECK(end.cause_reason == "answer_cut");
}

TEST_CASE("why a start was refused keeps its arguments, where it names what it is about") {
  Recorded recorded;
  recorded.recorder.refuses =
      core::Refused{Error(Reason::namespace_foreign, {{"what", "shop-s"}, {"where", "dev"}}), true};
  const auto end = recorded.follow(recorded.commit());
  CHECK(end.status == DeploymentStatus::failed);
  const json through = end;  // as it is stored
  const auto why = workflow::outcome(through.get<core::Deployment>()).value();
  CHECK(why.reason == Reason::namespace_foreign);
  CHECK(why.args.get("what") == "shop-s");
  CHECK(why.args.get("where") == "dev");
}

TEST_CASE("a person's consent to put right what was left half done travels with the order") {
  Recorded recorded;
  workflow::PlanRequest request{
      .environment = "s", .create = true, .actor = {"lin", core::Origin::cli}};
  CHECK_FALSE(workflow::plan(recorded.scene.call, recorded.deps, request).order.recover);
  request.force = true;
  workflow::Payload payload{.order =
                                workflow::plan(recorded.scene.call, recorded.deps, request).order};
  CHECK(workflow::read_payload(workflow::payload_text(payload)).order.recover);
}

TEST_CASE("a row is held against what it ordered, whatever chatops.yaml says by then") {
  for (const bool differs : {false, true}) {
    CAPTURE(differs);
    Scene scene;
    const auto row = committed(scene, "s");
    (void)workflow::advance(scene.call, scene.deps, workflow::key_of(row));
    change_pipelines(scene.application, [](auto& deploy, auto&) {
      deploy.namespace_parameter = "Elsewhere";
      deploy.name = "another";
    });
    scene.application.components.clear();
    if (differs) scene.outside.replaced_parameters["Namespace"] = "default";
    Listener listener;
    const auto end = followed(scene, row, listener);
    CHECK(end.status == (differs ? DeploymentStatus::failed : DeploymentStatus::succeeded));
    if (differs) CHECK(end.cause == "Namespace: classroom-s > default");
  }
}

TEST_CASE("a row of an earlier program is started, followed to its end, and judged") {
  for (const bool started : {false, true}) {
    for (const bool differs : {false, true}) {
      CAPTURE(started);
      CAPTURE(differs);
      Scene scene;
      core::Deployment row = committed(scene, "s");
      if (started) {
        row = workflow::advance(scene.call, scene.deps, workflow::key_of(row)).deployment;
      }
      row = as_old(scene, row);
      CHECK(row.engine == "coding");
      CHECK(row.execution.empty() == !started);
      if (differs) scene.outside.replaced_artifacts[test::image_of("api")] = "another:1";
      Listener listener;
      const auto end = followed(scene, row, listener);
      CHECK(end.status == (differs ? DeploymentStatus::failed : DeploymentStatus::succeeded));
      if (differs) CHECK(end.cause_reason == "artifacts_differ");
      CHECK(scene.outside.executions.size() == 1);
    }
  }
}

TEST_CASE("rows of before and after wait in the same queue") {
  Scene scene;
  const auto first = as_old(scene, committed(scene, "a"));
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(first));
  const auto second = committed(scene, "b");
  const auto step = workflow::advance(scene.call, scene.deps, workflow::key_of(second));
  CHECK(step.deployment.status == DeploymentStatus::queued);
  CHECK(scene.outside.executions.size() == 1);
}

TEST_CASE("going back to a revision of an earlier program") {
  for (const bool by_files : {false, true}) {
    CAPTURE(by_files);
    Scene scene;
    if (by_files) {
      change_pipelines(scene.application, [](auto& deploy, auto&) {
        deploy.delivery = coding::ValuesDelivery::references;
      });
      scene.application.git_url = "https://git.example.com/deploy.git";
      scene.application.git_ref = "abc";
      scene.application.git_published = true;
      scene.outside.pipelines["deploy"].artifacts = {{"docker/image", test::image_of(".*")}};
    }
    (void)as_old(scene, deployed(scene, "s"));
    const auto first = stored(scene, "s").deployed->hash();
    scene.application.git_ref = "def";
    build(scene, "api", 11);
    (void)deployed(scene, "s");
    const auto back = workflow::plan_rollback(scene.call, scene.deps, {.environment = "s"});
    CHECK(back.plan.bill.hash() == first);
    const std::string values = back.plan.given.parameters.at("Values");
    CHECK((values.find("?ref=abc") != std::string::npos) == by_files);
    const auto done = workflow::commit(scene.call, scene.deps, back.plan);
    Listener listener;
    CHECK(followed(scene, *done.deployment, listener).status == DeploymentStatus::succeeded);
    CHECK(scene.outside.executions.back().order.own.contains("references") == by_files);
  }
}

// Environments made, looked at, exported, brought up elsewhere and taken away.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "unit/workflow/deployments.hpp"
#include "workflow/artifacts.hpp"
#include "workflow/branch.hpp"
#include "workflow/export.hpp"
#include "workflow/order.hpp"

using namespace chatops;
using core::EnvironmentState;
using test::caught;
using test::creating;
using test::deployed;
using test::image_of;
using test::Quiet;
using test::Scene;
using test::version_of;

namespace {

core::Deployment end_of(Scene& scene, const core::Deployment& row) {
  Quiet quiet;
  return workflow::follow(scene.call, scene.deps, workflow::key_of(row), quiet);
}
const core::Actor lin{"lin", core::Origin::cli};

}  // namespace

TEST_CASE("created, listed, shown; nothing outside is touched") {
  Scene scene;
  core::Iteration iteration;
  iteration.code = "42";
  scene.outside.iterations["42"] = iteration;
  const auto made = workflow::create_environment(
      scene.call, scene.deps,
      {.name = "sprint-42", .environment_class = "aliyun", .iteration = "42", .actor = lin});
  CHECK(made.state == EnvironmentState::creating);
  CHECK(made.desired.selection.components.size() == 3);
  CHECK(scene.outside.executions.empty());
  REQUIRE(workflow::list_environments(scene.deps).size() == 1);
  CHECK(workflow::show_environment(scene.deps, "sprint-42").address ==
        "http://sprint-42.classroom.test/");
  struct Row {
    workflow::CreateRequest request;
    Reason reason;
  };
  const Row rows[] = {
      {{.name = "sprint-42"}, Reason::environment_exists},
      {{.name = "Sprint 43"}, Reason::name_invalid},
      {{.name = "b", .environment_class = "aws"}, Reason::unknown_class},
      {{.name = "b", .iteration = "43"}, Reason::unknown_iteration},
      {{.name = "b", .ns = "kube-system"}, Reason::name_invalid},
      {{.name = "b", .ns = "classroom-sprint-42"}, Reason::name_collision},
  };
  for (const Row& row : rows) {
    const auto error =
        caught([&] { (void)workflow::create_environment(scene.call, scene.deps, row.request); });
    REQUIRE(error);
    CHECK(code_of(error->reason) == code_of(row.reason));
  }
  CHECK(caught([&] {
          (void)workflow::show_environment(scene.deps, "sprint-4");
        })->args.get("try") == "sprint-42");
}

TEST_CASE("the environment of a checkout") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  CHECK(workflow::used_environment(scene.deps, "/src/x").empty());
  workflow::use_environment(scene.deps, "/src/x", "a");
  CHECK(workflow::used_environment(scene.deps, "/src/x") == "a");
  CHECK(workflow::used_environment(scene.deps, "/src/y").empty());
  CHECK(caught([&] { workflow::use_environment(scene.deps, "/src/x", "nope"); })->reason ==
        Reason::unknown_environment);
  workflow::use_environment(scene.deps, "/src/x", "");
  CHECK(workflow::used_environment(scene.deps, "/src/x").empty());
}

TEST_CASE("values with their origins, below them the chart's own") {
  Scene scene;
  scene.outside.chart_values = R"({"replicas": 9, "motd": "hi"})";
  (void)deployed(scene, creating("a"));
  const auto view = workflow::environment_values(scene.call, scene.deps, "a");
  CHECK(view.delivered.origins.at("/replicas") == "values/tencent.yaml");
  CHECK(view.delivered.origins.at("/api/image/tag") == "selection");
  CHECK_FALSE(view.delivered.tree.contains("motd"));
  REQUIRE(view.seen);
  CHECK(view.seen->tree.at("motd") == "hi");
  CHECK(view.seen->tree.at("replicas") == 2);
  CHECK(view.seen->origins.at("/motd") == "chart");
  scene.outside.fault = [](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at == "chart") return Error(Reason::unreachable);
    return std::nullopt;
  };
  const auto blind = workflow::environment_values(scene.call, scene.deps, "a");
  CHECK_FALSE(blind.seen);
  CHECK(blind.unseen->reason == Reason::unreachable);
}

TEST_CASE("values of a chart that has no version in the range are the layers alone") {
  Scene scene;
  scene.application.chart.rule = "^7";
  (void)workflow::create_environment(scene.call, scene.deps, {.name = "a", .actor = lin});
  const auto view = workflow::environment_values(scene.call, scene.deps, "a");
  CHECK(view.delivered.tree.contains("replicas"));
  CHECK_FALSE(view.seen);
  CHECK(view.unseen->reason == Reason::chart_not_found);
}

TEST_CASE("a document brings up the same bill where nothing is known") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  const auto written = workflow::export_environment(scene.call, scene.deps, "a");
  CHECK(written.command ==
        std::vector<std::string>{"helm", "upgrade", "--install", "a", "classroom", "--repo",
                                 "https://charts", "--version", "1.1.0", "--namespace",
                                 "classroom-a", "--create-namespace", "--values", "-"});
  const auto text = workflow::to_document(written).dump();
  const auto read = workflow::from_document(nlohmann::json::parse(text));
  Scene fresh;
  fresh.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  workflow::PlanRequest request{.environment = "a", .actor = lin, .from = read};
  const auto plan = workflow::plan(fresh.call, fresh.deps, request);
  CHECK(plan.bill.hash() == written.bill.hash());
  CHECK(plan.after.ns == "classroom-a");
  request.overrides = {{"api", version_of("main", 11), ""}};
  const auto partial = workflow::plan(fresh.call, fresh.deps, request);
  CHECK(partial.bill.lines.at("api").version == version_of("main", 11));
  CHECK(partial.bill.lines.at("web") == plan.bill.lines.at("web"));
  fresh.outside.images.front().digest = "sha256:moved";
  request.overrides.clear();
  const auto moved = caught([&] { (void)workflow::plan(fresh.call, fresh.deps, request); });
  REQUIRE(moved);
  CHECK(moved->reason == Reason::artifact_moved);
  request.force = true;
  CHECK(workflow::plan(fresh.call, fresh.deps, request).bill.lines.at("api").digest ==
        "sha256:moved");
}

TEST_CASE("a helm line is only given where it does the same as what runs") {
  struct Row {
    const char* name;
    const char* path;       // in the values
    const char* parameter;  // of the pipeline
    bool has_line;
  };
  const Row rows[] = {{"in the values", "api.image.tag", "", true},
                      {"both ways", "api.image.tag", "ApiTag", true},
                      {"by the pipeline alone", "", "ApiTag", false},
                      {"as the pipeline's artifact", "", "", false}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Scene scene;
    scene.outside.pipelines["deploy"].parameters.push_back({.name = "ApiTag"});
    scene.outside.pipelines["deploy"].artifacts = {{"docker/image", image_of(".*")}};
    auto& application = scene.application;
    test::change_pipelines(application, [](auto& deploy, auto&) {
      deploy.delivery = coding::ValuesDelivery::references;
    });
    application.git_url = "https://git.example.com/deploy.git";
    application.git_ref = "abc";
    application.git_published = true;
    auto& api = *std::find_if(application.components.begin(), application.components.end(),
                              [](const auto& one) { return one.name == "api"; });
    api.values.tag = row.path;
    test::set_parameter(application, "api", row.parameter);
    (void)deployed(scene, creating("a"));
    const auto written = workflow::export_environment(scene.call, scene.deps, "a");
    const std::string version = version_of("main", 10);
    CHECK(written.command.empty() != row.has_line);
    const bool in_values = written.values.dump().find(version) != std::string::npos &&
                           written.values.contains("api") &&
                           written.values["api"].dump().find(version) != std::string::npos;
    CHECK(in_values == row.has_line);
    CHECK(written.bill.lines.at("api").version == version);
    CHECK(written.by_parameter.contains("api") != row.has_line);
    CHECK(workflow::from_document(workflow::to_document(written)).by_parameter ==
          written.by_parameter);
  }
}

TEST_CASE("what the pipeline sets in the chart reaches the exported command, or is named") {
  Scene scene;
  auto& pipeline = scene.outside.pipelines["deploy"];
  pipeline.parameters.push_back({.name = "ApiTag"});
  pipeline.overrides = {{"domain", {{"Domain", true}}, false, ""},
                        {"api.tag", {{"ApiTag", true}}, false, ""},
                        {"nonce", {}, false, "${#uuid()}"}};
  auto& application = scene.application;
  test::change_pipelines(application, [](auto& deploy, auto&) {
    deploy.domain_parameter = "Domain";
    deploy.parameters["Iteration"] = "7";
  });
  pipeline.parameters.push_back({.name = "Domain"});
  pipeline.parameters.push_back({.name = "Iteration"});
  auto& api = *std::find_if(application.components.begin(), application.components.end(),
                            [](const auto& one) { return one.name == "api"; });
  api.values.tag.clear();
  test::set_parameter(application, "api", "ApiTag");
  (void)deployed(scene, creating("a"));
  const auto written = workflow::export_environment(scene.call, scene.deps, "a");
  const std::vector<std::string> wanted{"--values",     "-",
                                        "--set-string", "domain=" + written.domain,
                                        "--set-string", "api.tag=" + version_of("main", 10)};
  REQUIRE(written.command.size() > wanted.size());
  CHECK(std::vector<std::string>(written.command.end() - static_cast<int>(wanted.size()),
                                 written.command.end()) == wanted);
  CHECK_FALSE(written.domain.empty());
  CHECK(written.left_out == std::vector<std::string>{"nonce: ${#uuid()}", "Iteration=7"});
  const auto document = workflow::to_document(written);
  CHECK(document.at("set") ==
        nlohmann::json{{"domain", written.domain}, {"api.tag", version_of("main", 10)}});
  CHECK(document.at("left_out").size() == 2);
  CHECK(written.by_parameter.empty());
}

TEST_CASE("documents that are none are refused with the member's name") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  const auto good =
      workflow::to_document(workflow::export_environment(scene.call, scene.deps, "a"));
  struct Row {
    const char* member;
    nlohmann::json value;
  };
  const Row rows[] = {{"schema_version", 2},
                      {"schema_version", "1"},
                      {"application", nullptr},
                      {"environment", 7},
                      {"bill", nullptr},
                      {"values", "x"},
                      {"values", nlohmann::json::array()}};
  for (const Row& row : rows) {
    auto bad = good;
    bad[row.member] = row.value;
    const auto error = caught([&] { (void)workflow::from_document(bad); });
    REQUIRE(error);
    CHECK(error->reason == Reason::usage_bad_value);
  }
  CHECK(caught([&] { (void)workflow::from_document(nlohmann::json::array()); })->reason ==
        Reason::usage_bad_value);
}

TEST_CASE("what cannot be torn down can be forgotten, and what stays behind is said") {
  Scene scene;
  const auto row = deployed(scene, creating("a"));
  test::change_pipelines(scene.application, [](auto&, auto& teardown) { teardown.reset(); });
  CHECK(caught([&] { (void)workflow::plan_removal(scene.call, scene.deps, "a"); })->reason ==
        Reason::teardown_missing);
  const auto forget = [&](const std::string& confirmed) {
    return workflow::forget_environment(scene.call, scene.deps, "a",
                                        core::Confirmed{lin, confirmed});
  };
  CHECK(caught([&] { (void)forget("b"); })->reason == Reason::confirmation_needed);
  const auto started = scene.outside.executions.size();
  const auto done = forget("a");
  CHECK(scene.outside.executions.size() == started);  // nobody was asked
  CHECK(done.teardown);
  CHECK(done.status == core::DeploymentStatus::canceled);
  CHECK(done.cause.find("classroom-a") == 0);
  CHECK(done.cause.find(", ") != std::string::npos);  // the domain as well
  CHECK(workflow::outcome(done)->reason == Reason::environment_forgotten);
  const auto seen = workflow::show_environment(scene.deps, "a").environment;
  CHECK(seen.state == core::EnvironmentState::retired);
  CHECK_FALSE(seen.deployed);
  const auto told = workflow::history(scene.deps, "a", 10);
  CHECK(told.front().revision == done.revision);
  CHECK(told.front().cause_reason == "environment_forgotten");
  CHECK(caught([&] { (void)forget("a"); })->args.get("why") == "retired");
  // The tombstone: the name's next life is another one.
  const auto again = deployed(scene, creating("a"));
  CHECK(again.epoch == row.epoch + 1);
}

TEST_CASE("what still runs is not forgotten") {
  Scene scene;
  const auto plan = workflow::plan(scene.call, scene.deps, creating("a"));
  REQUIRE(workflow::commit(scene.call, scene.deps, plan).deployment);
  CHECK(caught([&] {
          (void)workflow::forget_environment(scene.call, scene.deps, "a",
                                             core::Confirmed{lin, "a"});
        })->reason == Reason::deployment_running);
}

TEST_CASE("delete is guarded by the name and done by the teardown pipeline") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  CHECK(removal.order.name == "teardown");
  CHECK(removal.given.parameters.at("Namespace") == "classroom-a");
  const auto unconfirmed = caught([&] {
    (void)workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "b"},
                                       "");
  });
  REQUIRE(unconfirmed);
  CHECK(unconfirmed->reason == Reason::confirmation_needed);
  const auto row = workflow::remove_environment(scene.call, scene.deps, removal,
                                                core::Confirmed{lin, "a"}, "done");
  REQUIRE(row);
  CHECK(workflow::show_environment(scene.deps, "a").environment.state ==
        EnvironmentState::retiring);
  const auto refused = caught([&] { (void)workflow::plan(scene.call, scene.deps, creating("a")); });
  REQUIRE(refused);
  CHECK(refused->reason == Reason::stale_epoch);
  CHECK(refused->args.get("ending") == "a");
  CHECK(end_of(scene, *row).status == core::DeploymentStatus::succeeded);
  CHECK(scene.outside.executions.back().order.name == "teardown");
  CHECK(workflow::list_environments(scene.deps).empty());
  REQUIRE(workflow::list_environments(scene.deps, true).size() == 1);
}

TEST_CASE("a proof removes only what it is about, in the life that it was read in") {
  using core::Observation;
  Scene scene;
  (void)deployed(scene, creating("a"));
  const auto at = [](int seconds) { return Instant(std::chrono::seconds(seconds)); };
  const auto proof_of = [&](const std::string& subject, std::int64_t epoch) {
    const Observation first{subject, "iteration_ended", epoch, at(100)};
    const Observation second{subject, "iteration_ended", epoch, at(400)};
    return *core::prove(first, second, {subject, at(200), at(300), false}, at(500), Millis(1000));
  };
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  const auto removed_by = [&](const core::Proof& proof) {
    return caught([&] {
      (void)workflow::remove_environment(scene.call, scene.deps, removal, proof, "ended");
    });
  };
  const auto other = removed_by(proof_of("environment/b", removal.environment.epoch));
  REQUIRE(other);
  CHECK(other->reason == Reason::confirmation_needed);
  CHECK(other->args.get("why") == "other_subject");
  const auto late = removed_by(proof_of("environment/a", removal.environment.epoch + 1));
  REQUIRE(late);
  CHECK(late->args.get("why") == "other_epoch");
  CHECK_FALSE(removed_by(proof_of("environment/a", removal.environment.epoch)));
  const auto row = workflow::history(scene.deps, "a", 1).front();
  CHECK(row.teardown);
  CHECK(row.actor.origin == core::Origin::automatic);
}

TEST_CASE("a teardown gets no parameters that are the deployment's") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  test::set_parameter(scene.application, "api", "ApiTag");
  scene.application.classes.front().parameters["Cluster"] = "c1";
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  CHECK(removal.given.parameters.contains("Namespace"));
  CHECK_FALSE(removal.given.parameters.contains("ApiTag"));
  CHECK_FALSE(removal.given.parameters.contains("Cluster"));
  scene.outside.pipelines["teardown"].parameters.push_back({.name = "Cluster"});
  CHECK(workflow::plan_removal(scene.call, scene.deps, "a").given.parameters.at("Cluster") == "c1");
  test::change_pipelines(scene.application,
                         [](auto&, auto& teardown) { teardown->parameters["Undeclared"] = "x"; });
  const auto refused = caught([&] { (void)workflow::plan_removal(scene.call, scene.deps, "a"); });
  REQUIRE(refused);
  CHECK(refused->reason == Reason::pipeline_parameter_missing);
}

TEST_CASE("a teardown that fails leaves the environment there") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  scene.outside.next_fails = true;
  const auto row =
      workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"}, "");
  CHECK(end_of(scene, *row).status == core::DeploymentStatus::failed);
  const auto left = workflow::show_environment(scene.deps, "a").environment;
  CHECK(left.state == EnvironmentState::failed);
  CHECK(left.deployed);
}

TEST_CASE("a teardown that is not seen to its end is told as one, and what holds it") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  scene.outside.execution_time = std::chrono::hours(1);
  const auto row =
      workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"}, "");
  scene.outside.stages = {{.id = "helm",
                           .name = "helm uninstall",
                           .status = core::StageStatus::running,
                           .cause = "configmap/a: example.com/keep"}};
  Call call = scene.call;
  call.deadline = scene.clock.tick() + std::chrono::minutes(1);
  test::Quiet quiet;
  const auto error =
      caught([&] { (void)workflow::follow(call, scene.deps, workflow::key_of(*row), quiet); });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_still_running);
  CHECK(error->args.get("removed") == "a");
  CHECK(error->args.get("why") == "configmap/a: example.com/keep");
  const auto twice = caught([&] {
    (void)workflow::plan_removal(scene.call, scene.deps, "a");
    (void)workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"},
                                       "");
  });
  REQUIRE(twice);
  CHECK(twice->reason == Reason::deployment_running);
  CHECK(twice->args.get("removed") == "a");
}

TEST_CASE("a teardown whose answer was lost may be asked for again") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  scene.outside.fault = [](const std::string& at, test::Moment moment) -> std::optional<Error> {
    if (at == "start" && moment == test::Moment::after) return Error(Reason::answer_cut);
    return std::nullopt;
  };
  auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  auto row =
      workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"}, "");
  CHECK(end_of(scene, *row).status == core::DeploymentStatus::unknown);
  scene.outside.fault = nullptr;
  removal = workflow::plan_removal(scene.call, scene.deps, "a");
  row =
      workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"}, "");
  CHECK(end_of(scene, *row).status == core::DeploymentStatus::succeeded);
  CHECK(workflow::list_environments(scene.deps).empty());
}

TEST_CASE("without a teardown pipeline nothing is taken away, but a mere record is") {
  Scene scene;
  test::change_pipelines(scene.application, [](auto&, auto& teardown) { teardown.reset(); });
  (void)deployed(scene, creating("a"));
  const auto error = caught([&] { (void)workflow::plan_removal(scene.call, scene.deps, "a"); });
  REQUIRE(error);
  CHECK(error->reason == Reason::teardown_missing);
  CHECK(error->args.get("what") == "classroom-a");
  (void)workflow::create_environment(scene.call, scene.deps, {.name = "b", .actor = lin});
  const auto record = workflow::plan_removal(scene.call, scene.deps, "b");
  CHECK(record.never_deployed);
  CHECK_FALSE(
      workflow::remove_environment(scene.call, scene.deps, record, core::Confirmed{lin, "b"}, ""));
  CHECK(workflow::show_environment(scene.deps, "b").environment.state == EnvironmentState::retired);
}

TEST_CASE("a retired name lives again with the next epoch; plans of its former life are refused") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  const auto stale = workflow::plan(scene.call, scene.deps, creating("a"));
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  const auto row =
      workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"}, "");
  (void)end_of(scene, *row);
  const auto again = deployed(scene, creating("a"));
  CHECK(again.epoch == 2);
  const auto error = caught([&] { (void)workflow::commit(scene.call, scene.deps, stale); });
  REQUIRE(error);
  CHECK(error->reason == Reason::stale_epoch);
}

TEST_CASE("an environment that is being deployed is not deleted under its feet") {
  Scene scene;
  const auto plan = workflow::plan(scene.call, scene.deps, creating("a"));
  const auto running = workflow::commit(scene.call, scene.deps, plan);
  (void)workflow::advance(scene.call, scene.deps, workflow::key_of(*running.deployment));
  const auto removal = workflow::plan_removal(scene.call, scene.deps, "a");
  CHECK(removal.running);
  const auto error = caught([&] {
    (void)workflow::remove_environment(scene.call, scene.deps, removal, core::Confirmed{lin, "a"},
                                       "");
  });
  REQUIRE(error);
  CHECK(error->reason == Reason::deployment_running);
}

TEST_CASE("a branch set while a deployment runs is not undone by its success") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  const auto plan = workflow::plan(scene.call, scene.deps, creating("a"));
  const auto running = workflow::commit(scene.call, scene.deps, plan);
  core::BranchHead head;
  head.branch = "feature/x";
  scene.outside.heads["web-repo@feature/x"] = head;
  const auto branch =
      workflow::plan_branch(scene.call, scene.deps,
                            {.environment = "a", .repository = "web-repo", .branch = "feature/x"});
  (void)workflow::remember(scene.call, scene.deps, branch.plan);
  (void)end_of(scene, *running.deployment);
  const auto after = workflow::show_environment(scene.deps, "a").environment;
  CHECK(std::get<core::Follow>(after.desired.selection.components.at("web")).rule == "feature/x");
  CHECK(after.waiting.contains("web"));
  CHECK(after.deployed->lines.at("api").version == version_of("main", 11));
}

TEST_CASE("artifacts are listed newest first, with where they come from and where they run") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  scene.outside.add_image(image_of("api"), version_of("feature-x", 12), "feature/x", 12);
  const auto all = workflow::list_artifacts(scene.call, scene.deps, {{"api"}, {"web"}});
  REQUIRE(all.size() == 2);
  REQUIRE(all[0].artifacts.size() == 3);
  CHECK(all[0].artifacts[0].candidate.artifact.from.branch == "feature/x");
  CHECK(all[0].artifacts[2].candidate.artifact.version == version_of("main", 10));
  const auto main = workflow::list_artifacts(scene.call, scene.deps, {{"api", "main", 1}});
  REQUIRE(main[0].artifacts.size() == 1);
  CHECK(main[0].artifacts[0].candidate.artifact.version == version_of("main", 11));
  const auto one = workflow::show_artifact(scene.call, scene.deps, "api", version_of("main", 10));
  CHECK(one.environments == std::vector<std::string>{"a"});
  CHECK(caught([&] {
          (void)workflow::show_artifact(scene.call, scene.deps, "api", "main-1");
        })->reason == Reason::unknown_version);
}

TEST_CASE("a stored order reads back as the same text, and damage is named") {
  Scene scene;
  const auto plan = workflow::plan(scene.call, scene.deps, creating("a"));
  const auto done = workflow::commit(scene.call, scene.deps, plan);
  const std::string& text = done.deployment->payload;
  CHECK(workflow::payload_text(workflow::read_payload(text)) == text);
  for (const char* bad : {"", "[]", "{}", R"({"pipeline":{}})"}) {
    CHECK(caught([&] { (void)workflow::read_payload(bad); })->reason == Reason::state_damaged);
  }
}

TEST_CASE("a branch or repository that does not exist is refused with a near name") {
  Scene scene;
  (void)deployed(scene, creating("a"));
  struct Row {
    const char *repository, *branch;
    Reason reason;
    std::string near;
  };
  const Row rows[] = {{"api-rep", "main", Reason::unknown_repository, "api-repo"},
                      {"api-repo", "mian", Reason::unknown_branch, "main"}};
  for (const Row& row : rows) {
    const auto error = caught([&] {
      (void)workflow::plan_branch(
          scene.call, scene.deps,
          {.environment = "a", .repository = row.repository, .branch = row.branch});
    });
    REQUIRE(error);
    CHECK(code_of(error->reason) == code_of(row.reason));
    CHECK(error->args.get("try") == row.near);
  }
  // A source host that does not answer does not say that there is no such branch.
  scene.outside.fault = [](const std::string& at, test::Moment) -> std::optional<Error> {
    if (at.starts_with("heads")) return Error(Reason::unreachable);
    return std::nullopt;
  };
  const auto blind = workflow::plan_branch(
      scene.call, scene.deps, {.environment = "a", .repository = "api-repo", .branch = "main"});
  CHECK_FALSE(blind.head);
  CHECK(blind.plan.warnings.back().reason == Reason::unreachable);
}

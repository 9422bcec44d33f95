// What a plan decides, and what it refuses before anything starts.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/values_yaml.hpp"
#include "unit/workflow/deployments.hpp"
#include "workflow/branch.hpp"

using namespace chatops;
using test::creating;
using test::image_of;
using test::Scene;
using test::version_of;
using workflow::Plan;
using workflow::PlanRequest;

namespace {

PlanRequest changing(const std::string& name, std::vector<workflow::Override> overrides = {}) {
  return {.environment = name,
          .overrides = std::move(overrides),
          .actor = {"lin", core::Origin::cli},
          .reason = "test"};
}

void deploy(Scene& scene, const PlanRequest& request) {
  REQUIRE(test::deployed(scene, request).status == core::DeploymentStatus::succeeded);
}

std::optional<Error> refusal(Scene& scene, const PlanRequest& request) {
  try {
    (void)workflow::plan(scene.call, scene.deps, request);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

const workflow::PlanLine& line(const Plan& plan, const std::string& component) {
  for (const auto& one : plan.lines) {
    if (one.component == component) return one;
  }
  FAIL("no line");
  return plan.lines.front();
}

int count(const Scene& scene, const std::string& point) {
  int n = 0;
  for (const auto& call : scene.outside.calls) n += call.starts_with(point) ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("a new environment follows every component's branch") {
  Scene scene;
  const Plan plan = workflow::plan(scene.call, scene.deps, creating("sprint-42"));
  CHECK(plan.creates);
  CHECK(plan.after.ns == "classroom-sprint-42");
  CHECK(plan.address == "http://sprint-42.classroom.test/");
  REQUIRE(plan.lines.size() == 3);
  CHECK(line(plan, "api").wanted->version == version_of("main", 10));
  CHECK(line(plan, "api").wanted->digest == "sha256:" + image_of("api") + "-main-10-abcdef10");
  CHECK(line(plan, "api").wanted->from.branch == "main");
  CHECK(line(plan, "api").change == core::Change::added);
  CHECK(plan.chart.wanted.version == "1.1.0");
  CHECK(plan.values.tree.at("replicas") == 2);
  CHECK(plan.values.tree.at("api").at("image").at("tag") == version_of("main", 10));
  CHECK(plan.given.parameters.at("Namespace") == "classroom-sprint-42");
  CHECK(plan.given.parameters.at("Values") == core::values_yaml(plan.values.tree));
  CHECK_FALSE(plan.bill.parameters.contains("Values"));
  CHECK_FALSE(plan.nothing_to_do);
}

TEST_CASE("a chart range is followed, or pins the newest within it") {
  Scene scene;
  PlanRequest wanted = creating("s");
  wanted.chart = "~1.1";
  Plan plan = workflow::plan(scene.call, scene.deps, wanted);
  CHECK(plan.chart.wanted.version == "1.1.0");
  CHECK(plan.chart.choice == core::Choice(core::Follow{"~1.1"}));
  wanted.chart = scene.application.chart.rule.empty() ? ">=1.0.0" : scene.application.chart.rule;
  plan = workflow::plan(scene.call, scene.deps, wanted);
  CHECK(std::holds_alternative<core::Follow>(plan.chart.choice));
  wanted.chart = "~1.1";
  wanted.mode = core::PinMode::pin;
  plan = workflow::plan(scene.call, scene.deps, wanted);
  CHECK(std::get<core::Pin>(plan.chart.choice).version == "1.1.0");
}

TEST_CASE("what was told once of a version and digest is not asked again") {
  Scene scene;
  (void)workflow::plan(scene.call, scene.deps, creating("a"));
  CHECK(count(scene, "properties") == 1);
  (void)workflow::plan(scene.call, scene.deps, creating("a"));
  CHECK(count(scene, "properties") == 1);
  CHECK(count(scene, "versions:3") == 2);
}

TEST_CASE("the newest artifact of the followed branch is taken, others never") {
  Scene scene;
  deploy(scene, creating("s"));
  scene.outside.add_image(image_of("api"), version_of("main", 12), "main", 12);
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  scene.outside.add_image(image_of("api"), version_of("feature-x", 13), "feature/x", 13);
  const Plan plan = workflow::plan(scene.call, scene.deps, changing("s"));
  CHECK(line(plan, "api").wanted->version == version_of("main", 12));
  CHECK(line(plan, "api").change == core::Change::updated);
  CHECK(line(plan, "worker").change == core::Change::same);
}

TEST_CASE("a version that properties say is of another branch is not taken for its name") {
  Scene scene;
  auto& liar = scene.outside.add_image(image_of("api"), version_of("main", 20), "main", 20);
  liar.properties->branch = "hotfix";
  const Plan plan = workflow::plan(scene.call, scene.deps, creating("s"));
  CHECK(line(plan, "api").wanted->version == version_of("main", 10));
}

TEST_CASE("labels speak where properties are silent") {
  Scene scene;
  auto& image = scene.outside.add_image(image_of("api"), version_of("main", 20), "main", 20);
  image.properties.reset();
  image.labels = {{"git.branch", "main"}, {"org.opencontainers.image.revision", "fedcba"}};
  const Plan plan = workflow::plan(scene.call, scene.deps, creating("s"));
  CHECK(line(plan, "api").wanted->version == version_of("main", 20));
  CHECK(line(plan, "api").wanted->from.commit == "fedcba");
}

TEST_CASE("deploy c=V follows on when V is the newest of the branch, and pins otherwise") {
  Scene scene;
  deploy(scene, creating("s"));
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  scene.outside.add_image(image_of("api"), version_of("feature-x", 9), "feature/x", 9);
  struct Row {
    std::string version;
    core::PinMode mode;
    bool pinned;
  };
  const Row rows[] = {{version_of("main", 11), core::PinMode::automatic, false},
                      {version_of("main", 11), core::PinMode::pin, true},
                      {version_of("main", 10), core::PinMode::automatic, true},
                      {version_of("main", 10), core::PinMode::follow, false},
                      {version_of("feature-x", 9), core::PinMode::automatic, true}};
  for (const Row& row : rows) {
    CAPTURE(row.version);
    auto request = changing("s", {{"api", row.version, ""}});
    request.mode = row.mode;
    const Plan plan = workflow::plan(scene.call, scene.deps, request);
    CHECK(line(plan, "api").wanted->version == row.version);
    CHECK(std::holds_alternative<core::Pin>(line(plan, "api").choice) == row.pinned);
  }
}

TEST_CASE("a pin stays until it is lifted; what is newer stays in sight") {
  Scene scene;
  deploy(scene, creating("s"));
  auto pin = changing("s");
  pin.mode = core::PinMode::pin;
  const auto pinned = workflow::plan(scene.call, scene.deps, pin);
  CHECK(pinned.nothing_to_do);
  CHECK(pinned.selection_changes);
  (void)workflow::commit(scene.call, scene.deps, pinned);
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  const Plan later = workflow::plan(scene.call, scene.deps, changing("s"));
  CHECK(line(later, "api").wanted->version == version_of("main", 10));
  REQUIRE(line(later, "api").newer.size() == 1);
  CHECK(line(later, "api").newer.front().version == version_of("main", 11));
  CHECK(later.nothing_to_do);
  auto follow = changing("s");
  follow.mode = core::PinMode::follow;
  CHECK(line(workflow::plan(scene.call, scene.deps, follow), "api").wanted->version ==
        version_of("main", 11));
}

TEST_CASE("a branch without artifact keeps what runs and waits, with the link to its build") {
  Scene scene;
  deploy(scene, creating("s"));
  core::BranchHead head;
  head.branch = "feature/x";
  scene.outside.heads["web-repo@feature/x"] = head;
  scene.outside.builds["web-ci@feature/x"] = {.number = 7, .url = "https://ci/7"};
  const auto branch =
      workflow::plan_branch(scene.call, scene.deps,
                            {.environment = "s", .repository = "web-repo", .branch = "feature/x"});
  const auto& web = line(branch.plan, "web");
  CHECK(branch.components == std::vector<std::string>{"web"});
  REQUIRE(web.waiting);
  CHECK(web.waiting->build_url == "https://ci/7");
  CHECK(web.wanted->version == version_of("main", 10));
  CHECK(branch.plan.nothing_to_do);
  const auto environment = workflow::remember(scene.call, scene.deps, branch.plan);
  CHECK(environment.waiting.at("web").branch == "feature/x");
  scene.outside.add_image(image_of("web"), version_of("feature-x", 3), "feature/x", 3);
  const Plan arrived = workflow::plan(scene.call, scene.deps, changing("s"));
  CHECK(line(arrived, "web").wanted->version == version_of("feature-x", 3));
  CHECK_FALSE(line(arrived, "web").waiting);
}

TEST_CASE("a component that never ran and has no artifact cannot be deployed") {
  Scene scene;
  std::erase_if(scene.outside.images,
                [](const auto& image) { return image.listed.image.path.ends_with("/web"); });
  const Plan plan = workflow::plan(scene.call, scene.deps, creating("s"));
  CHECK(plan.lacking == std::vector<std::string>{"web"});
  try {
    (void)workflow::commit(scene.call, scene.deps, plan);
    FAIL("committed");
  } catch (const Error& error) {
    CHECK(error.reason == Reason::branch_without_artifact);
    CHECK(error.args.get("what") == "web@main");
  }
}

TEST_CASE("a moved tag is told, and what is there now is deployed") {
  Scene scene;
  deploy(scene, creating("s"));
  scene.outside.images.front().digest = "sha256:other";
  const Plan plan = workflow::plan(scene.call, scene.deps, changing("s"));
  CHECK(line(plan, "api").change == core::Change::moved);
  CHECK(line(plan, "api").wanted->digest == "sha256:other");
  REQUIRE_FALSE(plan.warnings.empty());
  CHECK(plan.warnings.front().reason == Reason::artifact_moved);
}

TEST_CASE("what runs and cannot be pulled any more stays, and is warned about") {
  Scene scene;
  deploy(scene, creating("s"));
  for (auto& image : scene.outside.images) {
    if (image.listed.image.path.ends_with("/web")) image.digest = "";
  }
  const Plan plan = workflow::plan(scene.call, scene.deps, changing("s"));
  CHECK(plan.lines.back().wanted->version == version_of("main", 10));
  const auto warned = [](const Error& one) { return one.reason == Reason::artifact_not_pullable; };
  CHECK(std::any_of(plan.warnings.begin(), plan.warnings.end(), warned));
}

TEST_CASE("refusals before anything starts") {
  struct Row {
    const char* name;
    std::function<void(Scene&, PlanRequest&)> spoil;
    Reason reason;
    std::string what;
  };
  const Row rows[] = {
      {"unknown component", [](Scene&, PlanRequest& r) { r.overrides = {{"apo", "1", ""}}; },
       Reason::unknown_component, "apo"},
      {"the same component twice",
       [](Scene&, PlanRequest& r) { r.overrides = {{"api", "1", ""}, {"api", "2", ""}}; },
       Reason::usage_conflicting_options, "api"},
      {"unknown version", [](Scene&, PlanRequest& r) { r.overrides = {{"api", "main-99", ""}}; },
       Reason::unknown_version, "api=main-99"},
      {"unknown environment", [](Scene&, PlanRequest& r) { r.environment = "other"; },
       Reason::unknown_environment, "other"},
      {"partial without state",
       [](Scene&, PlanRequest& r) {
         r.environment = "other";
         r.overrides = {{"api", version_of("main", 10), ""}};
       },
       Reason::state_incomplete, "worker, web"},
      {"unknown class", [](Scene&, PlanRequest& r) { r.environment_class = "aws"; },
       Reason::unknown_class, "aws"},
      {"unknown parameter", [](Scene&, PlanRequest& r) { r.parameters["LogLevle"] = "info"; },
       Reason::unknown_parameter, "LogLevle"},
      {"a value that is no option", [](Scene&, PlanRequest& r) { r.parameters["LogLevel"] = "x"; },
       Reason::usage_bad_value, "LogLevel=x"},
      {"unknown chart", [](Scene&, PlanRequest& r) { r.chart = "9.9.9"; }, Reason::chart_not_found,
       "classroom 9.9.9"},
      {"a range without a chart", [](Scene&, PlanRequest& r) { r.chart = "~9.1"; },
       Reason::chart_not_found, "classroom ~9.1"},
      {"unknown iteration", [](Scene&, PlanRequest& r) { r.iteration = "77"; },
       Reason::unknown_iteration, "77"},
      {"listed but not pullable, and nothing else",
       [](Scene& s, PlanRequest& r) {
         r.overrides = {{"web", "", "main"}};
         s.outside.heads["web-repo@main"].branch = "main";
         for (auto& image : s.outside.images) {
           if (image.listed.image.path.ends_with("/web")) image.digest = "";
         }
       },
       Reason::artifact_not_pullable, image_of("web") + ":" + version_of("main", 10)},
      {"no pipeline", [](Scene& s, PlanRequest&) { s.outside.pipelines.clear(); },
       Reason::pipeline_not_found, "deploy"},
      {"a disabled pipeline",
       [](Scene& s, PlanRequest&) { s.outside.pipelines["deploy"].disabled = true; },
       Reason::pipeline_disabled, "deploy"},
      {"a pipeline that lacks a parameter",
       [](Scene& s, PlanRequest&) {
         std::erase_if(s.outside.pipelines["deploy"].parameters,
                       [](const auto& one) { return one.name == "Domain"; });
       },
       Reason::pipeline_parameter_missing, "Domain"},
      {"layers that nothing delivers",
       [](Scene& s, PlanRequest&) {
         test::change_pipelines(s.application, [](auto& deploy, auto&) {
           deploy.delivery = coding::ValuesDelivery::none;
           deploy.values_parameter = "";
         });
       },
       Reason::values_not_deliverable, "values/common.yaml"},
      {"references to files that are not under git",
       [](Scene& s, PlanRequest&) {
         test::change_pipelines(s.application, [](auto& deploy, auto&) {
           deploy.delivery = coding::ValuesDelivery::references;
         });
       },
       Reason::values_not_deliverable, ""},
      {"a values file that is none",
       [](Scene& s, PlanRequest&) { s.application.common_values.front().text = "["; },
       Reason::values_invalid, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Scene scene;
    deploy(scene, creating("s"));
    const auto started = scene.outside.executions.size();
    auto request = changing("s");
    row.spoil(scene, request);
    const auto error = refusal(scene, request);
    REQUIRE(error);
    CHECK(code_of(error->reason) == code_of(row.reason));
    CHECK(error->args.get("what") == row.what);
    CHECK(scene.outside.executions.size() == started);
  }
}

TEST_CASE("each component's version must reach the pipeline, whichever way another's does") {
  struct Row {
    const char* name;
    std::vector<std::string> expected;  // names of the pipeline's artifacts
    bool by_values, by_parameter;       // web's
    const char* refused;
  };
  const Row rows[] = {{"all by values", {}, true, false, ""},
                      {"one by nothing", {}, false, false, "web"},
                      {"another's artifact", {image_of("api")}, false, false, "web"},
                      {"its own artifact", {image_of("web")}, false, false, ""},
                      {"by a pattern", {".*/images/w.b"}, false, false, ""},
                      {"by a pattern of another", {".*/images/api.*"}, false, false, "web"},
                      {"by a pattern nobody here reads", {".*/(api|web)"}, false, false, ""},
                      {"a chart is no image", {"https://charts/classroom"}, false, false, "web"},
                      {"by a parameter", {image_of("api")}, false, true, ""}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Scene scene;
    core::Component& web = scene.application.components.back();
    if (!row.by_values) web.values = {};
    auto& pipeline = scene.outside.pipelines["deploy"];
    if (row.by_parameter) {
      test::set_parameter(scene.application, "web", "WebVersion");
      pipeline.parameters.push_back({.name = "WebVersion"});
    }
    for (const auto& name : row.expected) pipeline.artifacts.push_back({"docker/image", name});
    const auto error = refusal(scene, creating("s"));
    REQUIRE(error.has_value() == (*row.refused != '\0'));
    if (!error) continue;
    CHECK(error->reason == Reason::values_not_deliverable);
    CHECK(error->args.get("what") == row.refused);
    CHECK(error->args.get("why") == "version");
  }
}

TEST_CASE("a list that is suddenly empty is remarked upon, and what runs stays") {
  Scene scene;
  deploy(scene, creating("s"));
  for (auto& image : scene.outside.images) {
    if (image.listed.image.text() == image_of("web")) image.in_list = false;
  }
  const auto plan = workflow::plan(scene.call, scene.deps, changing("s"));
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings.front().reason == Reason::list_short);
  CHECK(plan.warnings.front().args.get("what") == "web");
  CHECK(plan.bill.lines.at("web").version == test::version_of("main", 10));
}

TEST_CASE("an edited definition is a note where values go out as references") {
  Scene scene;
  auto& application = scene.application;
  test::change_pipelines(application, [](auto& deploy, auto&) {
    deploy.delivery = coding::ValuesDelivery::references;
  });
  application.git_url = "https://git.example.com/deploy.git";
  application.git_ref = "abc";
  application.git_published = true;
  scene.outside.pipelines["deploy"].artifacts = {{"docker/image", image_of(".*")}};
  CHECK(workflow::plan(scene.call, scene.deps, creating("s")).warnings.empty());
  application.git_edited = true;
  const auto plan = workflow::plan(scene.call, scene.deps, creating("s"));
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings.front().reason == Reason::definition_changed);
  application.git_changed = {application.common_values.front().path};
  const auto error = refusal(scene, creating("s"));
  REQUIRE(error);
  CHECK(error->reason == Reason::values_not_deliverable);
  CHECK(error->args.get("what") == application.common_values.front().path);
}

TEST_CASE("near names are offered, several mistakes are told at once") {
  Scene scene;
  deploy(scene, creating("sprint-42"));
  const auto slip = refusal(scene, changing("sprint-24"));
  REQUIRE(slip);
  CHECK(slip->args.get("try") == "sprint-42");
  const auto two = refusal(scene, changing("sprint-42", {{"apii", "1", ""}, {"wbe", "1", ""}}));
  REQUIRE(two);
  CHECK(two->args.get("try") == "api");
  REQUIRE(two->more.size() == 1);
  CHECK(two->more.front().args.get("what") == "wbe");
}

TEST_CASE("an outside system that does not answer is an error, never an empty answer") {
  for (const std::string point : {"versions", "facts", "properties", "charts", "describe"}) {
    CAPTURE(point);
    Scene scene;
    scene.outside.fault = [&](const std::string& at, test::Moment) -> std::optional<Error> {
      if (at.starts_with(point)) return Error(Reason::server_error, {{"where", point}});
      return std::nullopt;
    };
    const auto error = refusal(scene, creating("s"));
    REQUIRE(error);
    CHECK(error->reason == Reason::server_error);
  }
}

TEST_CASE("two environments may not share a namespace or a domain") {
  Scene scene;
  deploy(scene, creating("a"));
  auto request = creating("b");
  request.ns = "classroom-a";
  const auto error = refusal(scene, request);
  REQUIRE(error);
  CHECK(error->reason == Reason::name_collision);
}

TEST_CASE("thirty components are read in three rounds") {
  Scene scene;
  auto& components = scene.application.components;
  for (int i = 0; i < 27; ++i) {
    const std::string name = "c" + std::to_string(i);
    components.push_back(test::a_component(name, "api-repo"));
    for (int build = 1; build <= 50; ++build) {
      scene.outside.add_image(image_of(name), version_of("main", build), "main", build);
    }
  }
  const Plan plan = workflow::plan(scene.call, scene.deps, creating("big"));
  CHECK(plan.lines.size() == 30);
  CHECK(line(plan, "c9").wanted->version == version_of("main", 50));
  CHECK(count(scene, "versions") == 1);
  CHECK(count(scene, "properties") == 1);
  CHECK(count(scene, "facts") <= 2);
}

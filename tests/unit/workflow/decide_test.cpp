// Decisions from facts that were made by hand, what they lack, and one reading for many.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/decide.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "unit/workflow/deployments.hpp"
#include "workflow/plan_each.hpp"

using namespace chatops;
using namespace chatops::workflow;
using test::image_of;
using test::Scene;
using test::version_of;

namespace {

/// An application, and everything about it that a plan needs, written down without asking anybody.
struct ByHand {
  ByHand() {
    now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
    for (const core::Component& component : application.components) {
      const auto built = artifact(component, "main", 10);
      facts.lists[component.name] = {listing({built}), now};
      BranchFact fact{.searched = true, .newest = built, .sure = {built}};
      facts.branches[{component.name, "main", 0, false}] = {fact, now};
    }
    coding::PipelineFacts pipeline{.id = "p1", .name = "deploy"};
    for (const char* name : {"Namespace", "Domain", "Values", "Chart"})
      pipeline.parameters.push_back({.name = name, .required = true});
    const auto declared = coding::pipeline_of(application.deploy, core::Purpose::deploy);
    const auto told = coding::engine_facts(pipeline, *declared, core::Purpose::deploy);
    facts.engine = {EngineFact{.told = told, .dialect = &engine}, now};
    facts.charts = {std::vector<core::ChartVersion>{chart("1.0.0"), chart("1.1.0")}, now};
    facts.values[{"values/common.yaml"}] = nlohmann::json{{"replicas", 1}};
    facts.values[{"values/tencent.yaml"}] = nlohmann::json{{"replicas", 2}};
    state.others = std::make_shared<const std::vector<std::string>>();
  }

  static core::Artifact artifact(const core::Component& component, const std::string& branch,
                                 int build) {
    core::Artifact out;
    out.component = component.name;
    out.image = component.image;
    out.version = version_of(core::branch_slug(branch), build);
    out.digest = "sha256:" + component.name + std::to_string(build);
    out.from = {.branch = branch, .commit = "abcdef1", .build = build};
    out.source = core::ProvenanceSource::properties;
    return out;
  }
  static core::ChartVersion chart(const std::string& version) {
    return {"classroom", version, "", "sha256:chart-" + version, "", std::nullopt};
  }
  static Listing listing(std::vector<core::Artifact> artifacts) {
    return std::make_shared<const Known<std::vector<core::Artifact>>>(std::move(artifacts));
  }
  const core::Component& component(const std::string& name) { return *application.component(name); }
  /// Nobody built anything of the branch.
  void nothing_on(const std::string& branch) {
    for (const core::Component& one : application.components)
      facts.branches[{one.name, branch, 0, false}] = {{.searched = true}, now};
  }
  /// The environment is there and runs what `plan` wanted.
  void runs(const Plan& plan) {
    state.environment = plan.after;
    state.environment->version = 1;
    state.environment->state = core::EnvironmentState::ready;
    state.environment->deployed = plan.bill;
    state.others.reset();
    for (const auto& [name, line] : plan.bill.lines) {
      core::Artifact there = artifact(component(name), "main", 10);
      facts.versions[{name, line.version, 0}] = {{there, {}}, now};
    }
  }
  Decision decide() { return workflow::decide(facts, state, request, std::nullopt, now); }
  Plan plan() { return std::get<Plan>(decide()); }
  Missing missing() { return std::get<Missing>(decide()); }
  std::optional<Error> refusal() {
    try {
      (void)decide();
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }

  test::VirtualClock clock;
  test::Outside nothing{clock};
  test::OutsidePorts engine{nothing};
  core::Application application = test::classroom();
  Facts facts{application};
  Remembered state;
  Instant now;
  PlanRequest request{.environment = "s", .create = true, .actor = {"lin", core::Origin::cli}};
};

template <class Key>
std::vector<Key> keys_of(const Missing& missing) {
  std::vector<Key> out;
  for (const FactKey& key : missing.facts) {
    if (const auto* one = std::get_if<Key>(&key)) out.push_back(*one);
  }
  return out;
}

int asked(const Scene& scene, const std::string& point) {
  return static_cast<int>(std::count_if(scene.outside.calls.begin(), scene.outside.calls.end(),
                                        [&](const auto& c) { return c.starts_with(point); }));
}

}  // namespace

TEST_CASE("facts made by hand are all that a decision needs") {
  ByHand hand;
  const Plan first = hand.plan();
  CHECK(first.creates);
  CHECK(first.bill.lines.at("web").version == version_of("main", 10));
  CHECK(first.chart.wanted.version == "1.1.0");
  CHECK(first.values.tree.at("replicas") == 2);
  CHECK(identity_of(hand.plan()) == identity_of(first));

  hand.runs(first);
  hand.request.create = false;
  CHECK(hand.plan().nothing_to_do);
  // A new artifact of one component, and nothing else, changes the plan.
  const auto built = hand.artifact(hand.component("api"), "main", 11);
  hand.facts.branches[{"api", "main", 0, false}].value.newest = built;
  const Plan next = hand.plan();
  CHECK_FALSE(next.nothing_to_do);
  CHECK(next.bill.lines.at("api").version == version_of("main", 11));
  CHECK(next.lines[0].change == core::Change::updated);
  CHECK(next.lines[1].change == core::Change::same);
}

TEST_CASE("what is missing is named at once, and each thing once") {
  ByHand hand;
  hand.facts.branches.clear();
  hand.facts.charts.reset();
  hand.facts.engine.reset();
  hand.facts.values.clear();
  hand.request.iteration = "42";
  hand.request.overrides = {{"api", "1.2.3", ""}};
  const Missing missing = hand.missing();
  CHECK_FALSE(missing.others);
  CHECK(keys_of<BranchKey>(missing).size() == 3);
  CHECK(keys_of<VersionKey>(missing) == std::vector<VersionKey>{{"api", "1.2.3", 0}});
  CHECK(keys_of<ChartVersionsKey>(missing).size() == 1);
  CHECK(keys_of<EngineKey>(missing).size() == 1);
  CHECK(keys_of<IterationKey>(missing).size() == 1);
  CHECK(keys_of<ValuesFileKey>(missing).size() == 2);
  CHECK(missing.facts.size() == 9);
}

TEST_CASE("of a list nobody examined, no newest is taken") {
  ByHand hand;
  hand.facts.branches[{"api", "main", 0, false}].value.searched = false;
  const auto wanted = keys_of<BranchKey>(hand.missing());
  REQUIRE(wanted.size() == 1);
  CHECK(wanted.front().search);
}

TEST_CASE("other environments matter where a name is not known, and nowhere else") {
  ByHand hand;
  hand.state.others.reset();
  const Plan first = hand.plan();
  CHECK(first.creates);
  hand.request.create = false;
  CHECK(hand.missing().others);
  hand.state.others = std::make_shared<const std::vector<std::string>>(1, "t");
  CHECK(hand.refusal()->reason == Reason::unknown_environment);
  CHECK(hand.refusal()->args.get("try") == "t");
  hand.runs(first);
  CHECK(hand.plan().nothing_to_do);
  hand.request.ns = "another";
  CHECK(renames(hand.plan()));
}

TEST_CASE("a branch without artifacts asks for heads, builds and a package in one batch") {
  ByHand hand;
  hand.nothing_on("topic");
  hand.facts.charts->value->back().digest.clear();
  hand.request.overrides = {{"api", "", "topic"}, {"worker", "", "topic"}};
  const Missing missing = hand.missing();
  CHECK(keys_of<HeadKey>(missing).size() == 1);  // both are built from one repository
  CHECK(keys_of<BuildKey>(missing).size() == 1);
  CHECK(keys_of<ChartPackageKey>(missing).size() == 1);

  const HeadKey head = keys_of<HeadKey>(missing).front();
  hand.facts.builds[keys_of<BuildKey>(missing).front()] = {core::Build{.url = "https://ci/topic/1"},
                                                           hand.now};
  const core::ChartPackage package{hand.chart("1.1.0"), "", ""};
  hand.facts.packages[keys_of<ChartPackageKey>(missing).front()] = {package, hand.now};
  hand.facts.heads[head] = {core::BranchHead{.branch = "topic"}, hand.now};
  const Plan plan = hand.plan();
  CHECK(plan.lines[0].waiting->build_url == "https://ci/topic/1");
  CHECK(plan.chart.wanted.digest == "sha256:chart-1.1.0");

  hand.facts.heads[head].value = failure(Reason::outside_not_found);
  const auto names = keys_of<BranchNamesKey>(hand.missing());
  REQUIRE(names.size() == 1);
  hand.facts.branch_names[names.front()] = {std::vector<std::string>{"main", "topics"}, hand.now};
  const auto refused = hand.refusal();
  REQUIRE(refused);
  CHECK(refused->reason == Reason::unknown_branch);
  CHECK(refused->args.get("try") == "topics");
  CHECK(refused->more.size() == 0);  // said once for the two
}

TEST_CASE("where a plan is refused anyway, nothing further is asked for") {
  ByHand hand;
  hand.facts.charts->value->back().digest.clear();
  hand.facts.branches[{"web", "main", 0, false}].value.newest_unknown =
      Error(Reason::server_error, {{"where", "artifacts"}});
  REQUIRE(hand.refusal());
  CHECK(hand.refusal()->reason == Reason::server_error);
}

TEST_CASE("facts have an age, and old ones are forgotten") {
  ByHand hand;
  const Instant later = hand.now + std::chrono::minutes(5);
  hand.facts.engine->at = later;
  hand.facts.lists["api"].at = later;
  hand.facts.branches[{"api", "main", 0, false}].at = later;
  hand.facts.forget_stale(later, std::chrono::minutes(1));
  const Missing missing = hand.missing();
  CHECK(keys_of<EngineKey>(missing).empty());
  CHECK(keys_of<ChartVersionsKey>(missing).size() == 1);
  CHECK(keys_of<BranchKey>(missing).size() == 2);
  CHECK(keys_of<ValuesFileKey>(missing).empty());  // part of the application, not of the outside
}

TEST_CASE("facts of a time that has not come are forgotten: the clock went back") {
  ByHand hand;
  hand.facts.engine->at = hand.now + std::chrono::hours(1);
  hand.facts.forget_stale(hand.now, std::chrono::minutes(1));
  const Missing missing = hand.missing();
  CHECK(keys_of<EngineKey>(missing).size() == 1);
  CHECK(keys_of<ChartVersionsKey>(missing).empty());
}

TEST_CASE("many environments cost one reading of the outside") {
  Scene scene;
  std::vector<PlanRequest> requests;
  for (int i = 0; i < 40; ++i)
    requests.push_back({.environment = "e" + std::to_string(i), .create = true});
  for (const char* name : {"e1", "e2", "e3"}) (void)test::deployed(scene, name);
  scene.outside.add_image(image_of("api"), version_of("main", 11), "main", 11);
  scene.outside.calls.clear();
  Facts facts(scene.application);
  std::map<std::size_t, Plan> plans;
  plan_each(scene.call, scene.deps, facts, requests, [&](std::size_t i, Result<Plan> plan) {
    plans.emplace(i, value_or_throw(std::move(plan)));
  });
  REQUIRE(plans.size() == 40);
  CHECK(plans.at(0).creates);
  CHECK_FALSE(plans.at(1).creates);
  for (const auto& [i, plan] : plans)
    CHECK(plan.bill.lines.at("api").version == version_of("main", 11));
  CHECK(asked(scene, "versions") == 1);
  CHECK(asked(scene, "versions:3") == 1);
  CHECK(asked(scene, "charts") == 1);
  CHECK(asked(scene, "describe") == 1);
  CHECK(asked(scene, "properties") == 1);  // of the new one
  CHECK(asked(scene, "facts") <= 2);
  // What is known is not read again.
  scene.outside.calls.clear();
  plan_each(scene.call, scene.deps, facts, requests,
            [&](std::size_t, const Result<Plan>& plan) { CHECK(plan); });
  CHECK(scene.outside.calls.empty());
}

TEST_CASE("one environment that is refused does not keep the others") {
  Scene scene;
  const std::vector<PlanRequest> requests{
      {.environment = "a", .create = true},
      {.environment = "nowhere"},
      {.environment = "b", .overrides = {{"api", "9.9.9", ""}}, .create = true},
      {.environment = "c", .overrides = {{"api", version_of("main", 10), ""}}, .create = true}};
  Facts facts(scene.application);
  std::map<std::size_t, Result<Plan>> told;
  plan_each(scene.call, scene.deps, facts, requests,
            [&](std::size_t i, Result<Plan> plan) { told.emplace(i, std::move(plan)); });
  REQUIRE(told.size() == 4);
  CHECK(told.at(0));
  CHECK(told.at(1).error().reason == Reason::unknown_environment);
  CHECK(told.at(2).error().reason == Reason::unknown_version);
  CHECK(told.at(3)->bill.lines.at("api").version == version_of("main", 10));
  CHECK(asked(scene, "versions") == 1);
}

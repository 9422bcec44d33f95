// CODING's ports against the simulated CODING: the story of a deployment, told by the ports alone.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <ostream>
#include <thread>

#include "coding/section.hpp"
#include "sandbox_side.hpp"

using namespace chatops;
using namespace chatops::coding;
using namespace chatops::coding::testing;

namespace {

core::ImageName image(const std::string& component) {
  return {"acme-docker.pkg.coding.net", "classroom/images/" + component};
}

core::EngineSettings settings(const char* pipeline) {
  return settings_of({.application = "classroom", .name = pipeline}, std::nullopt);
}

}  // namespace

TEST_CASE("the iteration at work, its owner by name, its issues") {
  Side side;
  const auto tracker = make_tracker(side.coding);
  const auto iterations = tracker->iterations(side.call);
  REQUIRE(iterations);
  const auto active = std::find_if(iterations->begin(), iterations->end(), [](const auto& one) {
    return one.state == core::IterationState::active;
  });
  REQUIRE(active != iterations->end());
  REQUIRE(active->owner);
  CHECK_FALSE(active->owner->name.empty());
  CHECK(active->starts_at);
  CHECK(*tracker->iteration(side.call, active->code) == *active);
  CHECK(tracker->iteration(side.call, active->name)->code == active->code);
  const auto issues = tracker->issues(side.call, active->code);
  REQUIRE(issues);
  CHECK_FALSE(issues->empty());
  CHECK(tracker->iteration(side.call, "999999").error().reason == Reason::outside_not_found);
}

TEST_CASE("branches, heads, and one that is not there") {
  Side side;
  const auto source = make_source_host(side.coding);
  const auto branches = source->branches(side.call, "live", "");
  REQUIRE(branches);
  CHECK(std::find(branches->begin(), branches->end(), "main") != branches->end());
  const std::vector<core::BranchQuery> queries = {{"live", "main"}, {"live", "no-such-branch"}};
  const auto heads = source->heads(side.call, queries);
  REQUIRE(heads[0]);
  CHECK(heads[0]->commit.size() == 40);
  CHECK(heads[1].error().reason == Reason::outside_not_found);
}

TEST_CASE("versions with properties, and the build they came from") {
  Side side;
  const auto artifacts = make_artifact_source(side.coding);
  const std::vector<core::ImageName> images = {image("live"), image("portal"), image("no-such")};
  const auto lists = artifacts->versions(side.call, images);
  REQUIRE(lists[0]);
  REQUIRE(lists[1]);
  CHECK(lists[0]->size() > 5);
  CHECK_FALSE(lists[2]);
  for (const auto& artifact : *lists[0]) {
    CHECK(artifact.pushed_at);
    CHECK(artifact.digest.empty());
  }
  const auto read = artifacts->properties(side.call, *lists[0]);
  const auto told = std::count_if(read.begin(), read.end(), [](const auto& one) {
    return one && one->source == core::ProvenanceSource::properties && !one->from.branch.empty();
  });
  CHECK(told > 3);
  const std::vector<core::BranchQuery> queries = {{"live", "main"}};
  Side machine("ci");
  const auto builds = make_builds(machine.coding)->newest(side.call, queries);
  REQUIRE(builds[0]);
  REQUIRE(*builds[0]);
  CHECK((*builds[0])->number > 0);
}

TEST_CASE("a project token reads artifacts and is told which scope CD needs") {
  Side side("ci");
  const std::vector<core::ImageName> images = {image("live")};
  CHECK(make_artifact_source(side.coding)->versions(side.call, images)[0]);
  const auto pipeline = settings("deploy-environment");
  const auto refused = make_deploy_engine(side.coding)->describe(side.call, pipeline).error();
  CHECK(refused.reason == Reason::auth_scope);
  CHECK(refused.args.get("needed") == "cd:pipeline:ro");
}

TEST_CASE("a deployment from description to the artifacts that were used") {
  Side side;
  const auto engine = make_deploy_engine(side.coding);
  core::Order order;
  order.own = {{"pipeline", settings("deploy-environment").own.at("deploy")}};
  const auto facts = engine->describe(side.call, settings("deploy-environment"));
  REQUIRE(facts);
  CHECK(facts->one_at_a_time);
  const auto expected_names = facts->own.at("expected").get<std::vector<std::string>>();
  CHECK(expected_names.size() >= 7);
  const auto required = std::count_if(facts->parameters.begin(), facts->parameters.end(),
                                      [](const auto& parameter) { return parameter.required; });
  CHECK(required >= 2);

  std::vector<core::ImageName> images;
  for (const auto& expected : expected_names) {
    const auto name = core::ImageName::parse(expected);
    REQUIRE(name);
    if (side.coding.client.settings().lists_images_of(name->host)) images.push_back(*name);
  }
  REQUIRE(images.size() == 7);
  const auto lists = make_artifact_source(side.coding)->versions(side.call, images);
  for (std::size_t i = 0; i < images.size(); ++i) {
    REQUIRE(lists[i]);
    const auto newest =
        std::max_element(lists[i]->begin(), lists[i]->end(),
                         [](const auto& a, const auto& b) { return a.pushed_at < b.pushed_at; });
    order.components.push_back({.image = images[i], .version = newest->version});
  }
  order.parameters = {{"Namespace", "contract"}, {"Domain", "contract.localhost"}};
  order.actor = "contract";
  const auto started = engine->start(side.call, order);
  REQUIRE(std::holds_alternative<core::Started>(started));
  const core::ExecutionRef id = std::get<core::Started>(started).execution;

  Known<core::Execution> seen = engine->observe(side.call, id);
  while (seen && (seen->status == core::ExecutionStatus::waiting ||
                  seen->status == core::ExecutionStatus::running)) {
    REQUIRE(side.clock.tick() < side.call.deadline);
    side.clock.pause_until(side.clock.tick() + Millis(50), {});
    seen = engine->observe(side.call, id);
  }
  REQUIRE(seen);
  CHECK(seen->status == core::ExecutionStatus::succeeded);
  CHECK_FALSE(seen->stages.empty());
  CHECK(seen->parameters.at("Namespace") == "contract");
  for (const auto& line : order.components) {
    CHECK(seen->artifacts.at(line.image.text()) == line.image.text() + ":" + line.version);
  }
}

TEST_CASE("a key that was used is answered with its execution, which tells whose it is") {
  Side one, two;
  core::Order order;
  order.own = {{"pipeline", settings("deploy-environment").own.at("deploy")}};
  order.actor = "contract";
  order.correlation = "chatops-contract-key";
  order.parameters = {{"Namespace", "first"}, {"Domain", "first.localhost"}};
  for (const char* name : {"chat", "live", "portal"}) {
    const std::vector<core::ImageName> images = {image(name)};
    const auto list = make_artifact_source(one.coding)->versions(one.call, images);
    REQUIRE(list[0]);
    order.components.push_back({.image = images[0], .version = list[0]->front().version});
  }
  const auto engine = make_deploy_engine(one.coding);
  const auto first = engine->start(one.call, order);
  order.parameters = {{"Namespace", "second"}, {"Domain", "second.localhost"}};
  const auto second = make_deploy_engine(two.coding)->start(two.call, order);
  const auto* started = std::get_if<core::Started>(&first);
  const auto* again = std::get_if<core::Started>(&second);
  if (started == nullptr || again == nullptr) {
    FAIL("not started");
    return;
  }
  CHECK(started->execution == again->execution);
  const auto seen = engine->observe(two.call, again->execution);
  REQUIRE(seen);
  CHECK(seen->correlation == order.correlation);
  CHECK(seen->parameters.at("Namespace") == "first");
  CHECK(seen->sent.size() >= 3);
}

TEST_CASE("a token that may only read is known before anything is started") {
  const auto pipeline = settings("deploy-environment");
  Side reader("reader"), owner;
  const auto barred =
      make_deploy_engine(reader.coding)->describe(reader.call, pipeline, {.may_start = true});
  REQUIRE(barred);
  REQUIRE(barred->barred);
  CHECK(barred->barred->reason == Reason::auth_scope);
  CHECK(barred->barred->args.get("scope") == "cd:pipeline:rw");
  CHECK_FALSE(make_deploy_engine(owner.coding)
                  ->describe(owner.call, pipeline, {.may_start = true})
                  ->barred);
}

TEST_CASE("two processes that share a team's limit both get all their answers") {
  Side one, two;  // each with a pace of its own, as two processes have
  const auto ask_many = [](Side& side) {
    const std::vector<Ask> asks(
        75, Ask{"DescribeGitBranch",
                {{"DepotId", 0}, {"DepotPath", "acme/classroom/live"}, {"BranchName", "main"}}});
    const auto answers = side.coding.client.ask_all(side.call, asks);
    return std::count_if(answers.begin(), answers.end(), [](const auto& a) { return !a; });
  };
  std::ptrdiff_t failed = -1;
  std::thread other([&] { failed = ask_many(two); });
  CHECK(ask_many(one) == 0);
  other.join();
  CHECK(failed == 0);
}

TEST_CASE("an unknown pipeline and a dead token") {
  Side side;
  const auto pipeline = settings("no-such-pipeline");
  CHECK(make_deploy_engine(side.coding)->describe(side.call, pipeline).error().reason ==
        Reason::pipeline_not_found);
  auto settings = outside().settings("personal");
  settings.token = make_token("", Secret(std::string(40, '0')));
  Coding stranger(side.system, *side.http, settings);
  CHECK(make_tracker(stranger)->iterations(side.call).error().reason == Reason::auth_invalid);
}

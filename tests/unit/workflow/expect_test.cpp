// What the same deployment took the last time it went well.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/expect.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "support/classroom.hpp"

using namespace chatops;
using namespace std::chrono_literals;
using core::DeploymentStatus;
using test::Scene;

namespace {

const Instant start{std::chrono::seconds(1'800'000'000)};

/// A row as it stands in the store: its one stage took half the time.
workflow::DeploymentKey put(Scene& scene, DeploymentStatus status, Millis took,
                            bool teardown = false) {
  core::Deployment row;
  row.application = "classroom";
  row.environment = "s";
  row.status = status;
  row.teardown = teardown;
  row.created_at = row.started_at = start;
  row.ended_at = start + took;
  row.stages = {{.id = "1", .name = "Deploy", .started_at = start, .ended_at = start + took / 2},
                {.id = "2", .name = "Odd", .started_at = start, .ended_at = start - 1s},
                {.id = "3", .name = "Never", .started_at = start}};
  scene.deps.store.write([&](core::Tx& tx) {
    core::Deployment stored = row;
    tx.deployments().put(stored);
    row = stored;
  });
  return workflow::key_of(row);
}

}  // namespace

TEST_CASE("the last success of the same kind tells, and nothing else does") {
  Scene scene;
  CHECK_FALSE(workflow::expectation(scene.deps, {"classroom", "s", 1}));
  put(scene, DeploymentStatus::succeeded, 100s);
  put(scene, DeploymentStatus::failed, 9s);
  put(scene, DeploymentStatus::succeeded, 0s);
  put(scene, DeploymentStatus::succeeded, 7s, true);
  const auto now = put(scene, DeploymentStatus::running, 1s);
  const auto found = workflow::expectation(scene.deps, now);
  REQUIRE(found);
  CHECK(found->total == 100s);
  REQUIRE(found->stages.size() == 1);
  CHECK(found->stages[0] == std::pair<std::string, Millis>("Deploy", 50s));
  const auto removal =
      workflow::expectation(scene.deps, put(scene, DeploymentStatus::running, 1s, true));
  REQUIRE(removal);
  CHECK(removal->total == 7s);
}

TEST_CASE("a first deployment has no expectation") {
  Scene scene;
  CHECK_FALSE(workflow::expectation(scene.deps, put(scene, DeploymentStatus::succeeded, 5s)));
}

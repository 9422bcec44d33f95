// Whose turn it is before a pipeline that runs one execution at a time.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/environment_machine.hpp"
#include "support/classroom.hpp"

using namespace chatops;
using core::DeploymentStatus;
using test::Scene;

namespace {

constexpr auto deploys = "coding/classroom/deploy";

core::Deployment queued(Scene& scene, const std::string& environment, const std::string& queue,
                        DeploymentStatus status, const std::string& execution = "") {
  core::Deployment row;
  row.application = "classroom";
  row.environment = environment;
  row.status = status;
  if (!execution.empty()) row.execution = {"coding", "", execution};
  row.queue = queue;
  scene.store.write([&](core::Tx& tx) { tx.deployments().put(row); });
  return row;
}

std::string first_in_line(Scene& scene) {
  std::optional<core::DeploymentSummary> row;
  scene.store.read([&](core::Tx& tx) { row = tx.deployments().head_of("classroom", deploys); });
  return row ? row->environment : "";
}

}  // namespace

TEST_CASE("the one that runs is in front; when it has finished, the oldest that waits is next") {
  Scene scene;
  CHECK(first_in_line(scene).empty());
  queued(scene, "elsewhere", "coding/classroom/teardown", DeploymentStatus::queued);
  CHECK(first_in_line(scene).empty());
  core::Deployment first = queued(scene, "a", deploys, DeploymentStatus::queued);
  queued(scene, "b", deploys, DeploymentStatus::intended);
  core::Deployment runs = queued(scene, "c", deploys, DeploymentStatus::running, "x1");
  CHECK(first_in_line(scene) == "c");
  runs.status = DeploymentStatus::succeeded;
  scene.store.write([&](core::Tx& tx) { tx.deployments().put(runs); });
  CHECK(first_in_line(scene) == "a");
  first.status = DeploymentStatus::canceled;
  scene.store.write([&](core::Tx& tx) { tx.deployments().put(first); });
  CHECK(first_in_line(scene) == "b");
}

TEST_CASE("what nobody knows the outcome of keeps no turn, and lets nothing behind it have one") {
  Scene scene;
  queued(scene, "a", deploys, DeploymentStatus::unknown);
  queued(scene, "a", deploys, DeploymentStatus::queued);
  queued(scene, "b", deploys, DeploymentStatus::queued);
  CHECK(first_in_line(scene) == "b");
}

TEST_CASE("what waits in this queue for one that has another holds nobody up") {
  for (const auto status : {DeploymentStatus::unknown, DeploymentStatus::running}) {
    Scene scene;
    queued(scene, "a", "coding/classroom/elsewhere", status, "x1");
    queued(scene, "a", deploys, DeploymentStatus::queued);
    CHECK(first_in_line(scene).empty());
    queued(scene, "b", deploys, DeploymentStatus::queued);
    CHECK(first_in_line(scene) == "b");
  }
}

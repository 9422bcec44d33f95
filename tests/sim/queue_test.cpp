// Two commands wait for the same turn behind a deployment that runs, and one of them dies at every
// commit and every call in turn: the wish is deployed once, and is not lost.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <memory>

#include "core/environment_machine.hpp"
#include "support/classroom.hpp"
#include "support/faulty_store.hpp"
#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"

using namespace chatops;
using core::DeploymentStatus;
using test::Scene;

namespace {

/// Dies at the n-th moment; 0 = never.
class Fuse {
 public:
  explicit Fuse(int moment) : left_(moment) {}
  void pass() {
    if (left_ > 0 && --left_ == 0) {
      burnt_ = true;
      throw test::Crashed{};
    }
  }
  bool burnt() const { return burnt_; }

 private:
  int left_;
  bool burnt_ = false;
};

core::Deployment asked(Scene& scene, int build) {
  scene.outside.add_image(test::image_of("api"), test::version_of("main", build), "main", build);
  const auto plan =
      workflow::plan(scene.call, scene.deps,
                     {.environment = "s", .create = true, .actor = {"lin", core::Origin::cli}});
  return *workflow::commit(scene.call, scene.deps, plan).deployment;
}

int executions_of(const Scene& scene, std::int64_t revision) {
  const std::string mark = "chatops-classroom-s-1-" + std::to_string(revision) + "-";
  int out = 0;
  for (const auto& one : scene.outside.executions) out += one.order.correlation.starts_with(mark);
  return out;
}

struct Quiet final : workflow::Watcher {
  void event(const core::Deployment&, const workflow::Event&) override {}
};

}  // namespace

TEST_CASE("two that wait for one turn, one of them dying at every moment") {
  bool died = true;
  int moments = 0;
  for (int moment = 1; died; ++moment) {
    CAPTURE(moment);
    Scene scene;
    const auto first = asked(scene, 11);
    (void)workflow::advance(scene.call, scene.deps, workflow::key_of(first));
    const auto next = asked(scene, 12);
    REQUIRE(next.status == DeploymentStatus::queued);
    Fuse fuse(moment);
    bool own = false;  // calls outside are told apart by whose turn it is
    scene.outside.fault = [&](const std::string&, test::Moment) -> std::optional<Error> {
      if (own) fuse.pass();
      return std::nullopt;
    };
    test::FaultyStore store(scene.store, [&](test::FaultyStore::Moment) { fuse.pass(); });
    const workflow::Dependencies& all = scene.deps;
    workflow::Dependencies doomed{.system = all.system,
                                  .store = store,
                                  .application = all.application,
                                  .tracker = all.tracker,
                                  .source = all.source,
                                  .builds = all.builds,
                                  .artifacts = all.artifacts,
                                  .images = all.images,
                                  .charts = all.charts,
                                  .engines = all.engines,
                                  .read_values = all.read_values,
                                  .read_chart_values = all.read_chart_values,
                                  .holder = "doomed"};
    died = false;
    for (int turn = 0; turn < 60; ++turn) {
      if (!died) {
        own = true;
        try {
          (void)workflow::advance(scene.call, doomed, workflow::key_of(next));
        } catch (const test::Crashed&) {
          died = true;
        } catch (const Error& error) {
          CHECK(error.reason == Reason::deployment_unknown);  // of the first, whose start it lost
        }
        own = false;
      }
      scene.clock.advance(std::chrono::seconds(2));
      (void)workflow::advance(scene.call, scene.deps, workflow::key_of(next));
    }
    const auto end = workflow::revision(scene.deps, "s", next.revision);
    // Nobody knows whether the dead one was heard; then nobody asks a second time.
    const int started = executions_of(scene, next.revision);
    if (end.status == DeploymentStatus::unknown) {
      CHECK(started <= 1);
    } else {
      CHECK(end.status == DeploymentStatus::succeeded);
      CHECK(started == 1);
    }
    CHECK(executions_of(scene, first.revision) == 1);
    CHECK(workflow::revision(scene.deps, "s", first.revision).status ==
          DeploymentStatus::succeeded);
    moments += died;
  }
  CHECK(moments > 8);
}

TEST_CASE("a commit that dies leaves either the old wish or the new one, never both or none") {
  bool died = true;
  for (int moment = 1; died; ++moment) {
    CAPTURE(moment);
    Scene scene;
    const auto first = asked(scene, 11);
    (void)workflow::advance(scene.call, scene.deps, workflow::key_of(first));
    const auto older = asked(scene, 12);
    scene.outside.add_image(test::image_of("api"), test::version_of("main", 13), "main", 13);
    const auto plan = workflow::plan(scene.call, scene.deps, {.environment = "s"});
    Fuse fuse(moment);
    test::FaultyStore store(scene.store, [&](test::FaultyStore::Moment) { fuse.pass(); });
    const workflow::Dependencies& all = scene.deps;
    workflow::Dependencies doomed{.system = all.system,
                                  .store = store,
                                  .application = all.application,
                                  .tracker = all.tracker,
                                  .source = all.source,
                                  .builds = all.builds,
                                  .artifacts = all.artifacts,
                                  .images = all.images,
                                  .charts = all.charts,
                                  .engines = all.engines,
                                  .read_values = all.read_values,
                                  .read_chart_values = all.read_chart_values,
                                  .holder = "doomed"};
    died = false;
    try {
      (void)workflow::commit(scene.call, doomed, plan);
    } catch (const test::Crashed&) {
      died = true;
    }
    int waiting = 0;
    for (const auto& row : workflow::history(scene.deps, "s", 10))
      waiting += !core::finished(row.status) && core::waits_to_start(row);
    CHECK(waiting == 1);
    const auto newest = *workflow::show_environment(scene.deps, "s").newest;
    Quiet quiet;
    CHECK(workflow::follow(scene.call, scene.deps, workflow::key_of(newest), quiet).status ==
          DeploymentStatus::succeeded);
    const bool skipped = newest.revision != older.revision;
    CHECK(scene.outside.executions.size() == 2);
    CHECK(workflow::revision(scene.deps, "s", older.revision).status ==
          (skipped ? DeploymentStatus::superseded : DeploymentStatus::succeeded));
  }
}

// What runs, known by watching: nothing is asked again, what cannot be watched is asked after all.
// SPDX-License-Identifier: Apache-2.0
#include "kube/watched.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "base/reason.hpp"
#include "kube/clusters.hpp"
#include "support/fake_kube.hpp"

namespace chatops::kube {
namespace {

/// A cluster that is watched on a thread of its own, in the machine's time.
struct Lookout {
  Lookout() {
    for (const char* ns : {"one", "two"}) {
      cluster.put(resources::namespaces(), {{"metadata", {{"name", ns}}}});
      cluster.put(resources::deployments(), web_in(ns, 1));
    }
  }

  static Json web_in(const std::string& ns, int ready) {
    const Json containers = Json::array({{{"name", "web"}, {"image", "r.example/shop/web:1"}}});
    return {{"metadata", {{"name", "web"}, {"namespace", ns}}},
            {"spec", {{"replicas", 1}, {"template", {{"spec", {{"containers", containers}}}}}}},
            {"status", {{"readyReplicas", ready}}}};
  }

  void start() {
    watched = std::make_unique<Watched>(system, cluster, [this](const std::string& ns) {
      const std::lock_guard lock(mutex);
      told.push_back(ns);
      came.notify_all();
    });
    REQUIRE(watched->wait_until_read(soon()));
    clusters = make_clusters([this](const std::string&) -> Known<Api*> { return &cluster; }, clock,
                             [this](Api&) { return watched.get(); });
  }

  Call soon() const { return {.deadline = clock.tick() + Millis(20'000)}; }

  Known<core::RunningNamespace> look(const std::string& ns) {
    const core::NamespaceQuestion question{
        .cluster = "", .ns = ns, .components = {{"web", {"r.example", "shop/web"}, ""}}};
    return clusters->look(soon(), std::span(&question, 1)).front();
  }

  /// How often somebody asked the cluster itself for what looking needs.
  std::ptrdiff_t asked() const {
    return std::count_if(cluster.calls.begin(), cluster.calls.end(), [](const std::string& call) {
      return call.starts_with("list ") || call.starts_with("get ");
    });
  }

  bool hears(const std::string& ns) {
    std::unique_lock lock(mutex);
    return came.wait_for(lock, Millis(20'000),
                         [&] { return std::find(told.begin(), told.end(), ns) != told.end(); });
  }

  template <class Holds>
  bool eventually(Holds holds) const {
    const auto end = soon().deadline;
    while (!holds()) {
      if (clock.tick() > end) return false;
      std::this_thread::sleep_for(Millis(5));
    }
    return true;
  }

  bool heard(const std::string& ns) {
    const std::lock_guard lock(mutex);
    return std::find(told.begin(), told.end(), ns) != told.end();
  }
  void forget() {
    const std::lock_guard lock(mutex);
    told.clear();
  }

  SystemClock clock;
  SeededRandom random{1};
  MapVariables variables{{}};
  SystemSpawner spawner;
  System system{clock, random, variables, spawner};
  test::FakeKube cluster;
  std::mutex mutex;
  std::condition_variable came;
  std::vector<std::string> told;
  std::unique_ptr<Watched> watched;
  std::unique_ptr<core::Clusters> clusters;
};

TEST_CASE("what is watched is not asked for, and changes are seen and told") {
  Lookout scene;
  scene.start();
  const auto before = scene.asked();
  auto seen = scene.look("one");
  REQUIRE(seen);
  REQUIRE(seen->workloads.size() == 1);
  CHECK(seen->workloads[0].ready == 1);
  CHECK_FALSE(scene.look("gone")->exists);
  CHECK(scene.asked() == before);

  scene.cluster.put(resources::deployments(), Lookout::web_in("two", 0));  // nobody asked for it
  scene.cluster.put(resources::deployments(), Lookout::web_in("one", 1));
  CHECK(scene.hears("one"));
  CHECK_FALSE(scene.heard("two"));

  scene.forget();
  scene.cluster.put(resources::namespaces(), {{"metadata",
                                               {{"name", "one"},
                                                {"finalizers", Json::array({"somebody/holds-it"})},
                                                {"deletionTimestamp", "2026-11-01T10:00:00Z"}}}});
  CHECK(scene.hears("one"));  // perhaps still of the change before
  CHECK(scene.eventually([&] { return scene.look("one")->ending; }));
}

TEST_CASE("where all namespaces may not be seen, each that is asked for is watched by itself") {
  Lookout scene;
  scene.cluster.forbidden = {"list deployments.apps *", "list statefulsets.apps *",
                             "list daemonsets.apps *", "list pods *", "list namespaces"};
  scene.start();
  const auto seen = scene.look("one");  // asked, and watched from now on
  REQUIRE(seen);
  CHECK(seen->workloads.size() == 1);
  REQUIRE(scene.watched->wait_until_read(scene.soon()));
  const auto lists = [&] {
    return std::count_if(scene.cluster.calls.begin(), scene.cluster.calls.end(),
                         [](const std::string& call) { return call.starts_with("list d"); });
  };
  const auto before = lists();
  REQUIRE(scene.look("one"));
  CHECK(scene.look("one")->exists);
  CHECK(lists() == before);
}

TEST_CASE("what may not be watched is asked for") {
  Lookout scene;
  scene.cluster.missing_kinds = {"Pod"};
  scene.start();
  CHECK_FALSE(scene.watched->look("one"));
  const auto before = scene.asked();
  CHECK_FALSE(scene.look("one"));
  CHECK(scene.asked() > before);
}

}  // namespace
}  // namespace chatops::kube

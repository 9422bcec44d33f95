// What runs in a real cluster, known by watching it: by somebody who may see everything, and by
// somebody who may see one namespace only.
// SPDX-License-Identifier: Apache-2.0
#include "kube/watched.hpp"

#include <condition_variable>

#include "kube/clusters.hpp"
#include "real/kube_cluster.hpp"

namespace chatops::kube::testing {
namespace {

/// What a watcher told.
struct Heard {
  bool again() {
    std::unique_lock lock(mutex);
    return came.wait_for(lock, std::chrono::seconds(20),
                         [this] { return std::exchange(told, false); });
  }
  Watched::Listener listener() {
    return [this](const std::string&) {
      const std::lock_guard lock(mutex);
      told = true;
      came.notify_all();
    };
  }
  std::mutex mutex;
  std::condition_variable came;
  bool told = false;
};

/// Of no pods, so that no node has any work of it.
void make_web(Cluster& cluster) {
  const Json labels{{"app", "web"}};
  const Json containers = Json::array({{{"name", "web"}, {"image", "r.example/shop/web:1"}}});
  const auto made = cluster.api->create(
      cluster.soon(), cluster.ref(resources::deployments(), "web"),
      {{"metadata", Json::object()},
       {"spec",
        {{"replicas", 0},
         {"selector", {{"matchLabels", labels}}},
         {"template",
          {{"metadata", {{"labels", labels}}}, {"spec", {{"containers", containers}}}}}}}},
      {});
  REQUIRE_MESSAGE(made, Cluster::said(made));
}

/// Waits until the namespace is seen by watching, as `wanted`.
bool sees(Cluster& cluster, Watched& watched, Heard& heard,
          const std::function<bool(const Watched::View&)>& wanted) {
  const auto until = cluster.soon().deadline;
  while (cluster.machine.clock.tick() < until) {
    const auto view = watched.look(cluster.ns);
    if (view && wanted(*view)) return true;
    if (!view) {
      (void)watched.wait_until_read(cluster.soon());
    } else if (!heard.again()) {
      return false;
    }
  }
  return false;
}

void follow_one_life(Cluster& cluster, Watched& watched, Heard& heard) {
  CHECK(sees(cluster, watched, heard, [](const auto& view) {
    return view.objects.workloads.size() == 1 && view.exists.value_or(true) && !view.ending;
  }));
  const auto web = cluster.ref(resources::deployments(), "web");
  const auto there = cluster.api->get_one(cluster.soon(), web);
  REQUIRE_MESSAGE(there, Cluster::said(there));
  REQUIRE(cluster.api->remove(cluster.soon(), web, {.uid = uid_of(*there)}));
  CHECK(sees(cluster, watched, heard,
             [](const auto& view) { return view.objects.workloads.empty(); }));
}

TEST_CASE("what runs is known by watching all namespaces") {
  Cluster cluster;
  make_web(cluster);
  Heard heard;
  Watched watched(cluster.machine.system, *cluster.api, heard.listener());
  follow_one_life(cluster, watched, heard);
  const ObjectRef space{resources::namespaces(), "", cluster.ns};
  const auto there = cluster.api->get_one(cluster.soon(), space);
  REQUIRE_MESSAGE(there, Cluster::said(there));
  REQUIRE(cluster.api->remove(cluster.soon(), space, {.uid = uid_of(*there)}));
  CHECK(sees(cluster, watched, heard,
             [](const auto& view) { return view.ending || !view.exists.value_or(true); }));
}

TEST_CASE("what runs is known by watching one namespace, where no other may be seen") {
  Cluster cluster;
  make_web(cluster);
  const auto somebody = make_client(cluster.machine.system, *cluster.machine.http,
                                    with_token(cluster.machine, token_of_nobody(cluster)));
  const Json looks{{"apiGroups", Json::array({"", "apps"})},
                   {"resources", Json::array({"*"})},
                   {"verbs", Json::array({"get", "list", "watch"})}};
  REQUIRE(cluster.api->create(cluster.soon(), cluster.ref(resources::roles(), "looks"),
                              {{"metadata", Json::object()}, {"rules", Json::array({looks})}}, {}));
  const Json role{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", "looks"}};
  const Json subject{{"kind", "ServiceAccount"}, {"name", "nobody"}, {"namespace", cluster.ns}};
  REQUIRE(cluster.api->create(
      cluster.soon(), cluster.ref(resources::role_bindings(), "looks"),
      {{"metadata", Json::object()}, {"roleRef", role}, {"subjects", Json::array({subject})}}, {}));
  Heard heard;
  Watched watched(cluster.machine.system, *somebody, heard.listener());
  follow_one_life(cluster, watched, heard);
}

TEST_CASE("a version that somebody puts there by hand is seen by watching, and differs") {
  Cluster cluster;
  make_web(cluster);
  Heard heard;
  Watched watched(cluster.machine.system, *cluster.api, heard.listener());
  const auto clusters =
      make_clusters([&](const std::string&) -> Known<Api*> { return &*cluster.api; },
                    cluster.machine.clock, [&](Api&) { return &watched; });
  const core::ImageName image{"r.example", "shop/web"};
  const core::NamespaceQuestion question{
      .cluster = "", .ns = cluster.ns, .components = {{"web", image, ""}}};
  const core::BillLine deployed{.component = "web", .image = image, .version = "1"};
  const auto differs = [&] {
    const auto seen = clusters->look(cluster.soon(), std::span(&question, 1)).front();
    REQUIRE_MESSAGE(seen, Cluster::said(seen));
    return core::drift_of(deployed, seen->workloads);
  };
  REQUIRE(sees(cluster, watched, heard, [](const Watched::View&) { return true; }));
  CHECK(differs() == core::Drift::none);
  const Json replaced = Json::array({{{"op", "replace"},
                                      {"path", "/spec/template/spec/containers/0/image"},
                                      {"value", "r.example/shop/web:by-hand"}}});
  const auto patched = cluster.api->patch(
      cluster.soon(), cluster.ref(resources::deployments(), "web"), PatchType::json, replaced, {});
  REQUIRE_MESSAGE(patched, Cluster::said(patched));
  // Nothing but the watch can tell: whoever looks now is answered from what it has heard.
  CHECK(sees(cluster, watched, heard,
             [&](const Watched::View&) { return differs() == core::Drift::other_version; }));
}

}  // namespace
}  // namespace chatops::kube::testing

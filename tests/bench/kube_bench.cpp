// The client's part of kube_bench.py and town_bench.py: makes pods that nobody runs, lists all pods
// of the cluster as `env list` will, or keeps them in the cache for a while.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <string>

#include "kube/cache.hpp"
#include "kube/client.hpp"
#include "kube/kubeconfig.hpp"
#include "support/machine.hpp"

using namespace chatops;
using namespace chatops::kube;

namespace {

struct Machine : test::Machine {
  std::unique_ptr<Api> api =
      make_client(system, *http, value_or_throw(find_access(variables, "", "")));
  Call call;
};

const std::vector<std::string> kept{"/metadata/labels",
                                    "/metadata/creationTimestamp",
                                    "/metadata/deletionTimestamp",
                                    "/metadata/ownerReferences",
                                    "/spec/nodeName",
                                    "/spec/containers/name",
                                    "/spec/containers/image",
                                    "/status"};

/// Pods as charts make them, which no scheduler takes.
Json pod(const std::string& name) {
  Json variables = Json::array();
  for (int i = 0; i < 20; ++i)
    variables.push_back({{"name", "SETTING_" + std::to_string(i)}, {"value", "some value of it"}});
  const Json probe{{"httpGet", {{"path", "/healthz"}, {"port", 8080}}}};
  const Json container{{"name", "main"},
                       {"image", "registry.example/team/" + name + ":main-1-abcdef0"},
                       {"env", variables},
                       {"livenessProbe", probe},
                       {"readinessProbe", probe},
                       {"resources", {{"requests", {{"cpu", "10m"}, {"memory", "32Mi"}}}}}};
  return {{"metadata", {{"labels", {{"app.kubernetes.io/name", name}, {"bench", "yes"}}}}},
          {"spec", {{"schedulerName", "nobody"}, {"containers", Json::array({container})}}}};
}

void prepare(Machine& machine, const std::string& ns, int count) {
  const ObjectRef place{resources::namespaces(), "", ns};
  value_or_throw(machine.api->create(machine.call, place, Json::object(), {}));
  for (int i = 0; i < count; ++i) {
    const auto name = "component-" + std::to_string(i);
    value_or_throw(machine.api->apply(machine.call, {resources::pods(), ns, name}, pod(name), {}));
  }
}

// ---- a town: many environments, as charts make them, of pods that look as if they ran -----------
constexpr auto version = "main-117-0a1b2c3";
constexpr auto hash = "5d9c7b8f6";

Json labels_of(const std::string& name) {
  return {{"app.kubernetes.io/name", name}, {"pod-template-hash", hash}};
}
Json container_of(const std::string& name) {
  Json out = pod(name)["spec"]["containers"][0];
  out["image"] = "registry.example.com/bench/" + name + ":" + version;
  return out;
}
Json template_of(const std::string& name) {
  return {
      {"metadata", {{"labels", labels_of(name)}}},
      {"spec", {{"schedulerName", "nobody"}, {"containers", Json::array({container_of(name)})}}}};
}
Json running(const std::string& name) {
  const auto when = "2026-11-01T10:00:00Z";
  Json conditions = Json::array();
  for (const char* type :
       {"PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"})
    conditions.push_back({{"type", type}, {"status", "True"}, {"lastTransitionTime", when}});
  const std::string image = "registry.example.com/bench/" + name;
  const Json container{{"name", "main"},
                       {"ready", true},
                       {"started", true},
                       {"restartCount", 0},
                       {"image", image + ":" + version},
                       {"imageID", image + "@sha256:" + std::string(64, 'a')},
                       {"containerID", "containerd://" + std::string(64, 'b')},
                       {"state", {{"running", {{"startedAt", when}}}}}};
  return {{"status",
           {{"phase", "Running"},
            {"conditions", conditions},
            {"startTime", when},
            {"podIP", "10.244.0.9"},
            {"podIPs", Json::array({{{"ip", "10.244.0.9"}}})},
            {"qosClass", "Burstable"},
            {"containerStatuses", Json::array({container})}}}};
}

/// A paused Deployment, a ReplicaSet of its own, and the pod that this one takes for its own.
void settle(Machine& machine, const std::string& ns, const std::string& name) {
  const auto make = [&](const Resource& kind, Json object) {
    return value_or_throw(
        machine.api->create(machine.call, {kind, ns, name_of(object)}, object, {}));
  };
  const std::string owned = name + "-" + hash;
  const ObjectRef place{resources::pods(), ns, owned + "-x7k2p"};
  Json one = template_of(name);
  one["metadata"]["name"] = place.name;
  make(place.resource, one);
  auto status = place;
  status.subresource = "status";
  value_or_throw(machine.api->patch(machine.call, status, PatchType::merge, running(name), {}));
  const Json spec{{"replicas", 1},
                  {"selector", {{"matchLabels", labels_of(name)}}},
                  {"template", template_of(name)}};
  Json workload{{"metadata", {{"name", name}}}, {"spec", spec}};
  workload["spec"]["paused"] = true;
  const Json made = make(resources::deployments(), workload);
  const Json owner{{"apiVersion", "apps/v1"},
                   {"kind", "Deployment"},
                   {"name", name},
                   {"uid", uid_of(made)},
                   {"controller", true}};
  make(resources::replica_sets(),
       {{"metadata",
         {{"name", owned}, {"labels", labels_of(name)}, {"ownerReferences", Json::array({owner})}}},
        {"spec", spec}});
}

void build_town(Machine& machine, const std::string& prefix, int spaces, int components) {
  for (int i = 0; i < spaces; ++i)
    value_or_throw(machine.api->create(machine.call,
                                       {resources::namespaces(), "", prefix + std::to_string(i)},
                                       Json::object(), {}));
  for (int i = 0; i < spaces; ++i)
    for (int k = 0; k < components; ++k)
      settle(machine, prefix + std::to_string(i), "service-" + std::to_string(k));
}

std::size_t list(Machine& machine) {
  ListQuery query;
  query.resource = resources::pods();
  query.keep = kept;
  return value_or_throw(machine.api->list_one(machine.call, query)).items.size();
}

std::size_t watch(Machine& machine, int seconds) {
  Cache cache(machine.system, *machine.api, {{resources::pods(), "", kept}});
  value_or_throw(cache.wait_until_read(machine.call));
  machine.clock.pause_until(machine.clock.tick() + std::chrono::seconds(seconds), {});
  return value_or_throw(cache.objects(0, "")).items.size();
}

}  // namespace

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  Machine machine;
  try {
    if (what == "prepare" && count == 4) {
      prepare(machine, words[2], std::atoi(words[3]));
    } else if (what == "town" && count == 5) {
      build_town(machine, words[2], std::atoi(words[3]), std::atoi(words[4]));
    } else if (what == "list") {
      std::printf("%zu\n", list(machine));
    } else if (what == "watch" && count == 3) {
      std::printf("%zu\n", watch(machine, std::atoi(words[2])));
    } else {
      return 2;
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "%s %s\n", error.what(), std::string(error.args.get("why")).c_str());
    return 1;
  }
  return 0;
}

// The client's part of kube_bench.py: makes pods that nobody runs, lists all pods
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

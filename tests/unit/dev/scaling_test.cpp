// Autoscalers beside a workload in dev mode.
// SPDX-License-Identifier: Apache-2.0
#include "dev/scaling.hpp"

#include <doctest/doctest.h>

#include "kube/resources.hpp"
#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::dev;
using kube::Json;

namespace {

const kube::ObjectRef scaled_workload{kube::resources::deployments(), "shop", "api"};
const kube::ObjectRef the_scaler{kube::resources::autoscalers(), "shop", "api"};

Json scaler_of(const std::string& name, const std::string& target) {
  return {{"apiVersion", "autoscaling/v2"},
          {"kind", "HorizontalPodAutoscaler"},
          {"metadata", {{"name", name}, {"namespace", "shop"}}},
          {"spec",
           {{"minReplicas", 2},
            {"maxReplicas", 9},
            {"scaleTargetRef", {{"kind", "Deployment"}, {"name", target}}}}}};
}

}  // namespace

TEST_CASE("an autoscaler is held at one pod and given back; another one's is left alone") {
  test::FakeKube kube;
  kube.put(kube::resources::autoscalers(), scaler_of("api", "api"));
  kube.put(kube::resources::autoscalers(), scaler_of("web", "web"));
  std::vector<Error> failures;
  CHECK(hold_scaling({}, kube, scaled_workload, failures) == std::vector<std::string>{"api"});
  CHECK(kube.find(the_scaler)->at("spec")["maxReplicas"] == 1);
  // Taken up again, what it was is still known.
  CHECK(hold_scaling({}, kube, scaled_workload, failures).size() == 1);
  release_scaling({}, kube, scaled_workload, failures);
  CHECK(kube.find(the_scaler)->at("spec")["minReplicas"] == 2);
  CHECK(kube.find(the_scaler)->at("spec")["maxReplicas"] == 9);
  CHECK(kube.find({kube::resources::autoscalers(), "shop", "web"})->at("spec")["maxReplicas"] == 9);
  CHECK(failures.empty());
}

TEST_CASE("one that was changed meanwhile is held again, and given back as it was changed to") {
  test::FakeKube kube;
  kube.put(kube::resources::autoscalers(), scaler_of("api", "api"));
  std::vector<Error> failures;
  hold_scaling({}, kube, scaled_workload, failures);
  auto changed = *kube.find(the_scaler);
  changed["spec"]["maxReplicas"] = 4;  // the other bound is still ours
  kube.put(kube::resources::autoscalers(), changed);
  hold_scaling({}, kube, scaled_workload, failures);
  CHECK(kube.find(the_scaler)->at("spec")["maxReplicas"] == 1);
  release_scaling({}, kube, scaled_workload, failures);
  CHECK(kube.find(the_scaler)->at("spec")["minReplicas"] == 2);
  CHECK(kube.find(the_scaler)->at("spec")["maxReplicas"] == 4);
  CHECK(failures.empty());
}

TEST_CASE("bounds that somebody changed meanwhile stay") {
  test::FakeKube kube;
  kube.put(kube::resources::autoscalers(), scaler_of("api", "api"));
  std::vector<Error> failures;
  hold_scaling({}, kube, scaled_workload, failures);
  auto changed = *kube.find(the_scaler);
  changed["spec"]["maxReplicas"] = 4;
  kube.put(kube::resources::autoscalers(), changed);
  release_scaling({}, kube, scaled_workload, failures);
  CHECK(kube.find(the_scaler)->at("spec")["maxReplicas"] == 4);
}

// What of a release is being deleted and does not go.
// SPDX-License-Identifier: Apache-2.0
#include "helm/hanging.hpp"

#include <doctest/doctest.h>

#include "kube/resources.hpp"
#include "support/fake_kube.hpp"

using namespace chatops;
using nlohmann::json;

TEST_CASE("what a finalizer holds of a release is said, once it should have gone") {
  test::FakeKube kube{"test"};
  const Instant now{std::chrono::hours(1)};
  std::vector<json> release;
  for (const char* name : {"settings", "free", "stays", "others"}) {
    const std::string which = name;
    json object = {{"kind", "ConfigMap"}, {"apiVersion", "v1"}, {"metadata", {{"name", name}}}};
    if (which != "others") release.push_back(object);
    object["metadata"]["namespace"] = "shop-s1";
    if (which != "free") object["metadata"]["finalizers"] = {"example.com/keep"};
    if (which != "stays") object["metadata"]["deletionTimestamp"] = to_rfc3339(now);
    kube.put(kube::resources::config_maps(), object);
  }
  release.push_back({{"kind", "Unheard"}, {"apiVersion", "x/v1"}, {"metadata", {{"name", "a"}}}});
  const auto hanging = [&](Instant at) {
    return helm::hanging_objects({}, kube, "shop-s1", release, at);
  };
  CHECK(hanging(now + std::chrono::seconds(9)).empty());  // it may go by itself
  CHECK(hanging(now + std::chrono::seconds(10)) == "configmap/settings: example.com/keep");
}

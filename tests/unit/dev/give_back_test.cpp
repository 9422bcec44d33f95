// Every way in which a workload may have been changed while it was in dev mode, and what is given
// back: what nobody else touched, exactly.
// SPDX-License-Identifier: Apache-2.0
#include "dev/give_back.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "dev/shape.hpp"
#include "unit/dev/workload.hpp"

using namespace chatops;
using namespace chatops::dev;
using test::container_in;
using test::original_spec;

namespace {

/// As `helm upgrade` of helm 3 and `kubectl apply` write it: members of the manifest win over what
/// is there, what only we put there stays.
/// https://helm.sh/docs/faq/changes_since_helm2/#improved-upgrade-strategy-3-way-strategic-merge-patches
Json three_way(Json live, const std::string& image, int replicas) {
  const auto manifest = container_in(original_spec());
  auto& container = container_in(live);
  for (const auto* member : {"livenessProbe", "readinessProbe", "args"})
    container[member] = manifest[member];
  container["command"] = manifest["command"];
  container["image"] = image;
  live["replicas"] = replicas;
  return live;
}

struct Case {
  const char* name;
  std::function<Json(Json)> meanwhile;  ///< from what we wrote to what is there
  std::function<Json(Json)> wanted;     ///< from the original to what is to be there
  std::vector<std::string> kept;
};

const Case cases[] = {
    {"nobody did anything", [](Json live) { return live; }, [](Json was) { return was; }, {}},
    {"helm 3, a new version",
     [](Json live) { return three_way(std::move(live), "registry/api:2", 3); },
     [](Json was) {
       container_in(was)["image"] = "registry/api:2";
       return was;
     },
     {"template/spec/containers[api]/image"}},
    {"helm 3, the same version: what the manifest names is what it was already",
     [](Json live) { return three_way(std::move(live), "registry/api:1", 3); },
     [](Json was) { return was; },
     {}},
    {"helm 4, server-side apply: takes the fields of its manifest, leaves members that only we "
     "have",
     [](Json live) {
       auto& container = container_in(live);
       container["image"] = "registry/api:2";
       container["livenessProbe"] = container_in(original_spec())["livenessProbe"];
       container["livenessProbe"]["periodSeconds"] = 30;
       live["replicas"] = 3;
       return live;
     },
     [](Json was) {
       container_in(was)["image"] = "registry/api:2";
       container_in(was)["livenessProbe"]["periodSeconds"] = 30;
       return was;
     },
     {"template/spec/containers[api]/image", "template/spec/containers[api]/livenessProbe"}},
    {"kubectl edit of what we did not touch",
     [](Json live) {
       container_in(live)["resources"] = {{"limits", {{"memory", "1Gi"}}}};
       container_in(live)["env"].push_back({{"name", "MORE"}, {"value", "x"}});
       live["template"]["metadata"]["labels"]["team"] = "blue";
       live["template"]["metadata"]["annotations"] = {{"chatops.dev/dev-session", "s-1"},
                                                      {"prometheus.io/scrape", "true"}};
       live["template"]["spec"]["volumes"].push_back(
           {{"name", "more"}, {"emptyDir", Json::object()}});
       return live;
     },
     [](Json was) {
       container_in(was)["resources"] = {{"limits", {{"memory", "1Gi"}}}};
       container_in(was)["env"].push_back({{"name", "MORE"}, {"value", "x"}});
       was["template"]["metadata"]["labels"]["team"] = "blue";
       was["template"]["metadata"]["annotations"] = {{"prometheus.io/scrape", "true"}};
       was["template"]["spec"]["volumes"].push_back(
           {{"name", "more"}, {"emptyDir", Json::object()}});
       return was;
     },
     {}},
    {"kubectl scale: the number that somebody wanted stays",
     [](Json live) {
       live["replicas"] = 5;
       return live;
     },
     [](Json was) {
       was["replicas"] = 5;
       return was;
     },
     {"replicas"}},
    {"rollout undo to an older version: the template is another's, the number of pods is ours",
     [](Json live) {
       live["template"] = original_spec()["template"];
       container_in(live)["image"] = "registry/api:0";
       return live;
     },
     [](Json was) {
       container_in(was)["image"] = "registry/api:0";
       return was;
     },
     {"template/spec/containers[api]/image"}},
    {"a variable of ours that somebody set otherwise",
     [](Json live) {
       for (auto& one : container_in(live)["env"]) {
         if (one["name"] == "MODE") one["value"] = "test";
       }
       return live;
     },
     [](Json was) {
       container_in(was)["env"][0]["value"] = "test";
       return was;
     },
     {"template/spec/containers[api]/env[MODE]/value"}},
    {"the container is another one now",
     [](Json live) {
       live["template"]["spec"]["containers"][0] = {{"name", "server"}, {"image", "registry/s:1"}};
       return live;
     },
     [](Json was) {
       was["template"]["spec"]["containers"][0] = {{"name", "server"}, {"image", "registry/s:1"}};
       return was;
     },
     {"template/spec/containers[api]"}},
    {"a volume of ours is used by another container: it stays whole",
     [](Json live) {
       for (auto& one : live["template"]["spec"]["volumes"]) {
         if (one["name"] == "chatops-dev") one["emptyDir"] = {{"sizeLimit", "1Gi"}};
       }
       return live;
     },
     [](Json was) {
       was["template"]["spec"]["volumes"].push_back(
           {{"name", "chatops-dev"}, {"emptyDir", {{"sizeLimit", "1Gi"}}}});
       return was;
     },
     {"template/spec/volumes[chatops-dev]"}},
    {"a probe that somebody put there is not mixed with the one that was",
     [](Json live) {
       container_in(live)["readinessProbe"] = {{"tcpSocket", {{"port", 80}}}};
       return live;
     },
     [](Json was) {
       container_in(was)["readinessProbe"] = {{"tcpSocket", {{"port", 80}}}};
       return was;
     },
     {"template/spec/containers[api]/readinessProbe"}},
};

}  // namespace

TEST_CASE("what nobody else changed is as it was, and the rest is named") {
  const auto was = original_spec();
  const auto shaped = shape(was, test::shape_order());
  REQUIRE(shaped);
  const auto change = change_between(was, shaped->spec);
  for (const auto& one : cases) {
    CAPTURE(one.name);
    const auto given = give_back(change, one.meanwhile(shaped->spec));
    CHECK(given.document == one.wanted(was));
    std::vector<std::string> kept;
    for (const auto& field : given.kept) kept.push_back(field.path);
    CHECK(kept == one.kept);
    // Once more changes nothing.
    CHECK(give_back(change, given.document).document == given.document);
  }
}

TEST_CASE("a change holds what was changed, and nothing else") {
  const auto was = original_spec();
  const auto change = change_between(was, shape(was, test::shape_order())->spec);
  CHECK(change.was["replicas"] == 3);
  CHECK(change.wrote["replicas"] == 1);
  CHECK_FALSE(change.was.contains("selector"));
  const auto& container = change.was["template"]["spec"]["containers"];
  REQUIRE(container.size() == 1);  // the other one is not ours
  CHECK(container[0]["name"] == "api");
  CHECK(container[0]["image"] == "registry/api:1");
  CHECK_FALSE(container[0].contains("ports"));
  CHECK(change_between(was, was).empty());
  CHECK(give_back({}, was).document == was);
}

TEST_CASE("lists that cannot be told apart are one value") {
  const Json was{{"env", {{{"name", "A"}, {"value", "1"}}, {{"name", "A"}, {"value", "2"}}}}};
  const Json wrote{{"env", {{{"name", "A"}, {"value", "1"}}}}};
  const auto change = change_between(was, wrote);
  CHECK(give_back(change, wrote).document == was);
  const Json now{{"env", {{{"name", "B"}, {"value", "1"}}}}};
  CHECK(give_back(change, now).document == now);
  CHECK(give_back(change, now).kept.at(0).path == "env");
}

TEST_CASE("a merge patch makes the one of the other") {
  const auto was = original_spec();
  auto now = shape(was, test::shape_order())->spec;
  auto patched = was;
  patched.merge_patch(merge_patch_between(was, now));
  CHECK(patched == now);
  now.merge_patch(merge_patch_between(now, was));
  CHECK(now == was);
  CHECK(merge_patch_between(was, was).empty());
}

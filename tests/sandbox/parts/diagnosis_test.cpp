// Why pods do not become ready, from what a cluster says about them.
// SPDX-License-Identifier: Apache-2.0
#include "cd/diagnosis.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "cd/manifest.hpp"

using namespace chatops::sandbox;

namespace {

Json workload() {
  return Json::parse(R"({"kind": "Deployment", "metadata": {"name": "portal", "generation": 2},
    "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "portal"}}},
    "status": {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2}})");
}

Json pod(const char* name, const char* status, const char* created = "2026-01-01T00:00:00Z") {
  return {{"metadata",
           {{"name", name}, {"labels", {{"app", "portal"}}}, {"creationTimestamp", created}}},
          {"status", Json::parse(status)}};
}

}  // namespace

TEST_CASE("a container's trouble, and whether waiting helps") {
  struct Row {
    const char *status, *cause;  ///< cause: how it begins; "" = no trouble
    bool final, wants_log;
  };
  const auto rows = std::to_array<Row>({
      {R"({"containerStatuses": [{"name": "c", "state": {"running": {}}}]})", "", false, false},
      {R"({"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "ContainerCreating"}}}]})",
       "", false, false},
      {R"({"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "ErrImagePull", "message": "m"}}}]})",
       "Deployment portal: container c cannot start: ErrImagePull: m", false, false},
      {R"({"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "m"}}}]})",
       "Deployment portal: container c cannot start: ImagePullBackOff: m", true, false},
      {R"({"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "CreateContainerConfigError", "message": "no secret"}}}]})",
       "Deployment portal: container c cannot start: CreateContainerConfigError: no secret", true,
       false},
      {R"({"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 3, "reason": "Error"}}}]})",
       "Deployment portal: container c crashed: CrashLoopBackOff, exit code 3", true, true},
      {R"({"containerStatuses": [{"name": "c", "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]})",
       "Deployment portal: container c crashed: OOMKilled, exit code 137", false, true},
      {R"({"initContainerStatuses": [{"name": "i", "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}], "containerStatuses": []})",
       "", false, false},
      {R"({"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes"}]})",
       "Deployment portal: pod p cannot be scheduled: 0/1 nodes", false, false},
      {R"({"containerStatuses": [{"name": "c", "ready": false, "state": {"running": {}}}]})",
       "Deployment portal: container c runs but its readiness probe does not pass", false, true},
      {R"({"containerStatuses": [{"name": "c", "ready": true, "state": {"running": {}}}]})", "",
       false, false},
      {R"({"containerStatuses": null})", "", false, false},
  });
  for (const auto& row : rows) {
    CAPTURE(row.status);
    const auto found = diagnose(workload(), {{"items", Json::array({pod("p", row.status)})}});
    CHECK(found.has_value() == (*row.cause != '\0'));
    if (!found) continue;
    CHECK(found->cause == row.cause);
    CHECK(found->final == row.final);
    CHECK(found->wants_log == row.wants_log);
  }
}

TEST_CASE("only the workload's own pods count, the newest first, those that leave not at all") {
  const auto* pull =
      R"({"containerStatuses": [{"name": "c", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "new"}}}]})";
  const auto* crash =
      R"({"containerStatuses": [{"name": "c", "state": {"terminated": {"exitCode": 1, "reason": "Error"}}}]})";
  auto other = pod("other", crash);
  other["metadata"]["labels"]["app"] = "chat";
  auto leaving = pod("leaving", crash, "2026-01-03T00:00:00Z");
  leaving["metadata"]["deletionTimestamp"] = "2026-01-03T00:00:01Z";
  const auto found = diagnose(
      workload(),
      {{"items", {other, leaving, pod("old", crash), pod("new", pull, "2026-01-02T00:00:00Z")}}});
  REQUIRE(found);
  CHECK(found->pod == "new");
}

TEST_CASE("a quota that forbids pods is a cause") {
  auto refused = workload();
  refused["status"]["conditions"] = {
      {{"type", "ReplicaFailure"}, {"status", "True"}, {"message", "exceeded quota: small"}}};
  const auto found = diagnose(refused, {{"items", Json::array()}});
  REQUIRE(found);
  CHECK(found->cause == "Deployment portal: exceeded quota: small");
}

TEST_CASE("when a rollout is done") {
  struct Row {
    const char *path, *value;
    bool done;
  };
  const auto rows = std::to_array<Row>({{"/metadata/generation", "2", true},
                                        {"/metadata/generation", "3", false},
                                        {"/status/updatedReplicas", "1", false},
                                        {"/status/replicas", "3", false},
                                        {"/status/availableReplicas", "1", false},
                                        {"/spec/replicas", "0", true}});
  for (const auto& row : rows) {
    CAPTURE(row.path);
    auto object = workload();
    object[Json::json_pointer(row.path)] = Json::parse(row.value);
    CHECK(rollout_missing(object).empty() == row.done);
  }
}

TEST_CASE("images are rewritten where they stand, the rest stays") {
  const std::string manifest =
      "kind: Pod\nspec:\n  containers:\n    - image: \"a.example/p/api:1\"\n      name: api\n    - "
      "name: x\n      image: b:2 # why\n"
      "data:\n  text: image of a cat\n  note: |\n    nothing\n";
  const auto out = rewrite_images(
      manifest, [](const std::string& image) { return "<" + image_name(image) + ">"; });
  CHECK(out ==
        "kind: Pod\nspec:\n  containers:\n    - image: \"<a.example/p/api>\"\n      name: api\n    "
        "- name: x\n      image: <b> # why\n"
        "data:\n  text: image of a cat\n  note: |\n    nothing\n");
  CHECK(rewrite_images("image: a", [](const std::string& image) { return image + "b"; }) ==
        "image: ab\n");
  CHECK(rewrite_images("", [](const std::string& image) { return image; }).empty());
  CHECK(image_name("h:5000/a") == "h:5000/a");
  CHECK(workloads_of("kind: Deployment\nmetadata: {name: a}\n---\nkind: Service\nmetadata: {name: "
                     "b}\n---\n---\nkind: StatefulSet\nmetadata: {name: c}\n") ==
        std::vector<std::string>{"deployment/a", "statefulset/c"});
  CHECK(escape_template("a: \"{{ b }}\"") == "a: \"{{ \"{{\" }} b }}\"");
}

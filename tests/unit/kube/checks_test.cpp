// What `doctor kube` finds, in a cluster in memory.
// SPDX-License-Identifier: Apache-2.0
#include "kube/checks.hpp"

#include <doctest/doctest.h>

#include "base/reason.hpp"
#include "support/fake_kube.hpp"
#include "support/virtual_clock.hpp"

namespace chatops::kube {
namespace {

struct Clinic {
  test::FakeKube cluster{"test"};
  test::VirtualClock clock;
  ClusterToCheck question{
      .api = &cluster,
      .name = "dev",
      .context = "kind-dev",
      .deploys = true,
      .makes_namespaces = true,
      .images = {{"r.example:5000", "shop/web"}, {"r.example:5000", "shop/api"}}};
};

TEST_CASE("reach: the version, and a clock that differs") {
  Clinic scene;
  scene.cluster.server.clock = scene.clock.now();
  auto found = check_reach({}, scene.question, scene.clock);
  REQUIRE(found.size() == 1);
  CHECK(found[0].health == Health::ok);
  CHECK(found[0].detail.find("v1.36.0") != std::string::npos);
  scene.cluster.server.clock = scene.clock.now() - std::chrono::seconds(90);
  found = check_reach({}, scene.question, scene.clock);
  REQUIRE(found.size() == 2);
  CHECK(found[1].why->reason == Reason::clock_differs);
  CHECK(found[1].why->args.get("seconds") == "90");
}

TEST_CASE("rights: what is lacking is named, and a role that has it all stands beside it") {
  Clinic scene;
  auto found = check_rights({}, scene.question);
  REQUIRE(found.size() == 1);
  CHECK(found[0].health == Health::ok);
  CHECK(found[0].text.empty());

  scene.cluster.forbidden = {"create secrets", "list pods"};
  found = check_rights({}, scene.question);
  CHECK(found[0].health == Health::problem);
  CHECK(found[0].why->args.get("what") == "list pods, create secrets");
  const std::string& role = found[0].text;
  for (const char* part : {"kind: ClusterRole\n", "kind: ClusterRoleBinding\n",
                           "resources: [pods/exec, pods/portforward]",
                           "    verbs: [create, delete, get, patch]\n", "apiGroups: [\"apps\"]"})
    CHECK_MESSAGE(role.find(part) != std::string::npos, part << role);

  // What only exec needs stops nobody who does not use it.
  scene.cluster.forbidden = {"create pods/exec"};
  CHECK(check_rights({}, scene.question)[0].health == Health::note);
  // What dev mode keeps goes one by one where no namespace takes it along.
  scene.cluster.forbidden = {"delete persistentvolumeclaims"};
  CHECK(check_rights({}, scene.question)[0].health == Health::ok);
  scene.question.makes_namespaces = false;
  CHECK(check_rights({}, scene.question)[0].health == Health::problem);
  // Who only looks need not be able to write.
  scene.cluster.forbidden = {"create secrets"};
  scene.question.deploys = scene.question.makes_namespaces = false;
  CHECK(check_rights({}, scene.question)[0].health == Health::ok);
}

TEST_CASE("dev mode's rights: those in the namespaces of environments are enough") {
  Clinic scene;
  scene.cluster.forbidden = {"create pods/exec *", "patch deployments.apps *"};
  auto found = check_dev_rights({}, scene.question);
  REQUIRE(found.size() == 1);
  CHECK(found[0].health == Health::note);
  scene.question.namespaces = {"shop-a", "shop-b"};
  CHECK(check_dev_rights({}, scene.question)[0].health == Health::ok);
  scene.cluster.forbidden.insert("get pods/exec");
  found = check_dev_rights({}, scene.question);
  CHECK(found[0].health == Health::note);
  CHECK(found[0].why->args.get("what") == "get pods/exec");
}

Json webhooks(const char* policy, const Json& client) {
  return {{"metadata", {{"name", "guard"}}},
          {"webhooks",
           Json::array({{{"name", "pods.guard.io"},
                         {"failurePolicy", policy},
                         {"clientConfig", client},
                         {"rules", Json::array({{{"resources", Json::array({"pods"})}}})}}})}};
}

TEST_CASE("webhooks: one that must be asked and has nobody to answer is in the way") {
  Clinic scene;
  const Json service{{"service", {{"namespace", "g"}, {"name", "guard"}}}};
  scene.cluster.put(resources::validating_webhooks(), webhooks("Fail", service));
  auto found = check_admission({}, scene.question);
  REQUIRE(found.size() == 1);
  CHECK(found[0].health == Health::problem);
  CHECK(found[0].why->reason == Reason::admission_webhook_dead);
  CHECK(found[0].why->args.get("service") == "g/guard");
  CHECK(found[0].why->args.get("resources") == "pods");

  Json slice{{"metadata",
              {{"name", "guard-x"},
               {"namespace", "g"},
               {"labels", {{"kubernetes.io/service-name", "guard"}}}}},
             {"endpoints", Json::array({{{"conditions", {{"ready", false}}}}})}};
  scene.cluster.put(resources::endpoint_slices(), slice);
  CHECK(check_admission({}, scene.question)[0].health == Health::problem);
  slice["endpoints"].push_back({{"conditions", {{"ready", true}}}});
  scene.cluster.put(resources::endpoint_slices(), slice);
  CHECK(check_admission({}, scene.question)[0].health == Health::ok);

  scene.cluster.vanish({resources::endpoint_slices(), "g", "guard-x"});
  scene.cluster.put(resources::validating_webhooks(), webhooks("Ignore", service));
  CHECK(check_admission({}, scene.question)[0].health == Health::ok);
  scene.cluster.put(resources::validating_webhooks(),
                    webhooks("Fail", {{"url", "https://elsewhere"}}));
  CHECK(check_admission({}, scene.question)[0].health == Health::ok);
  scene.cluster.forbidden = {"list validatingwebhookconfigurations.admissionregistration.k8s.io"};
  CHECK(check_admission({}, scene.question)[0].health == Health::unknown);
}

TEST_CASE("ingress classes") {
  Clinic scene;
  CHECK(check_ingress_classes({}, scene.question)[0].health == Health::problem);
  scene.cluster.put(resources::ingress_classes(), {{"metadata", {{"name", "nginx"}}}});
  auto found = check_ingress_classes({}, scene.question);
  REQUIRE(found.size() == 2);
  CHECK(found[0].detail == "nginx");
  CHECK(found[1].health == Health::note);
  scene.cluster.put(
      resources::ingress_classes(),
      {{"metadata",
        {{"name", "nginx"},
         {"annotations", {{"ingressclass.kubernetes.io/is-default-class", "true"}}}}}});
  found = check_ingress_classes({}, scene.question);
  REQUIRE(found.size() == 1);
  CHECK(found[0].detail == "nginx*");
}

Json pull(const char* name, const char* reason, const std::string& message, const char* last) {
  return {{"metadata", {{"name", name}, {"namespace", "n"}}},
          {"involvedObject", {{"kind", "Pod"}}},
          {"reason", reason},
          {"message", message},
          {"lastTimestamp", last}};
}

TEST_CASE("pulls: what was pulled last, what failed since, what a node holds, and nothing") {
  Clinic scene;
  const auto look = [&] {
    auto found = check_pulls({}, scene.question);
    REQUIRE(found.size() == 1);
    CHECK(found[0].what == "r.example:5000");
    return found[0];
  };
  CHECK(look().health == Health::unknown);
  CHECK(look().why->reason == Reason::pulls_unseen);
  scene.cluster.put(
      resources::nodes(),
      {{"metadata", {{"name", "node"}}},
       {"status",
        {{"images", Json::array({{{"names", Json::array({"r.example:5000/shop/web:1"})}}})}}}});
  CHECK(look().detail == "r.example:5000/shop/web:1");
  scene.cluster.put(
      resources::events(),
      pull("a", "Failed",
           "Failed to pull image \"r.example:5000/shop/api:2\": rpc error: code = Unknown desc = "
           "failed to do request: Head \"https://r.example:5000/v2/\": dial tcp: i/o timeout",
           "2026-11-01T10:00:00Z"));
  CHECK(look().health == Health::problem);
  CHECK(look().why->reason == Reason::image_registry_unreachable);
  scene.cluster.put(
      resources::events(),
      pull("b", "Pulled", "Successfully pulled image \"r.example:5000/shop/web:3\" in 1s",
           "2026-11-01T10:05:00Z"));
  CHECK(look().health == Health::ok);
  CHECK(look().detail == "r.example:5000/shop/web:3");
  // Somebody's image that is not there: the registry was reached.
  scene.cluster.put(
      resources::events(),
      pull("c", "Failed",
           "Failed to pull image \"r.example:5000/other/x:2\": rpc error: code = NotFound desc = "
           "failed to pull and unpack image \"r.example:5000/other/x:2\": not found",
           "2026-11-01T10:10:00Z"));
  CHECK(look().health == Health::ok);
}

}  // namespace
}  // namespace chatops::kube

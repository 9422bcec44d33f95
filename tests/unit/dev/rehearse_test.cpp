// What a cluster would refuse of dev mode, and that nothing of the question is kept.
// SPDX-License-Identifier: Apache-2.0
#include "dev/rehearse.hpp"

#include <doctest/doctest.h>

#include "kube/resources.hpp"
#include "support/fake_kube.hpp"
#include "unit/dev/workload.hpp"

using namespace chatops;
using namespace chatops::dev;
using test::FakeKube;

namespace {

const kube::ObjectRef asked_workload{kube::resources::deployments(), "shop", "api"};

struct Refusing {
  Refusing() {
    kube.put(kube::resources::deployments(),
             {{"apiVersion", "apps/v1"},
              {"kind", "Deployment"},
              {"metadata", {{"name", "api"}, {"namespace", "shop"}}},
              {"spec", test::original_spec()}});
    kube.fault = [this](const std::string& verb, const kube::ObjectRef& ref,
                        FakeKube::Moment) -> std::optional<Error> {
      if (verb == "create" && ref.resource == kube::resources::pods()) return pod;
      if (verb == "patch") return patch;
      return std::nullopt;
    };
  }
  Result<std::vector<Error>> answer() {
    return rehearse({}, kube, asked_workload, test::shape_order());
  }
  FakeKube kube;
  std::optional<Error> pod, patch;
};

}  // namespace

TEST_CASE("a cluster that takes it says nothing, and nothing has changed") {
  Refusing rig;
  const auto before = *rig.kube.find(asked_workload);
  const auto answer = rig.answer();
  REQUIRE(answer);
  CHECK(answer->empty());
  CHECK(*rig.kube.find(asked_workload) == before);
  kube::ListQuery pods;
  pods.resource = kube::resources::pods();
  pods.ns = "shop";
  CHECK(rig.kube.list_one({}, pods)->items.empty());
}

TEST_CASE("a refusal is told in the cluster's words, a quota by its name") {
  struct Row {
    std::optional<Error> pod, patch;
    std::vector<Reason> wanted;
  };
  const Error quota(Reason::admission_refused,
                    {{"why", "pods \"x\" is forbidden: exceeded quota: small, requested: pods=1"}});
  const Error policy(Reason::admission_refused, {{"why", "violates PodSecurity"}});
  const Row rows[] = {{quota, std::nullopt, {Reason::quota_exceeded}},
                      {std::nullopt, policy, {Reason::admission_refused}},
                      {quota, policy, {Reason::admission_refused, Reason::quota_exceeded}},
                      {policy, policy, {Reason::admission_refused}}};
  for (const Row& row : rows) {
    Refusing rig;
    rig.pod = row.pod;
    rig.patch = row.patch;
    const auto answer = rig.answer();
    REQUIRE(answer);
    std::vector<Reason> reasons;
    for (const auto& one : *answer) reasons.push_back(one.reason);
    CHECK(reasons == row.wanted);
    for (const auto& one : *answer) {
      if (one.reason == Reason::quota_exceeded) CHECK(one.args.get("quota") == "small");
    }
  }
}

TEST_CASE("what keeps it from being asked is no refusal") {
  Refusing rig;
  rig.pod = Error(Reason::permission_missing);
  REQUIRE_FALSE(rig.answer());
  CHECK(rig.answer().error().reason == Reason::permission_missing);
}

// `clusters` of the user's profile.
// SPDX-License-Identifier: Apache-2.0
#include "kube/profile.hpp"

#include <doctest/doctest.h>

#include "config/yaml.hpp"

namespace chatops::kube {
namespace {

std::vector<core::ClusterAccess> read(const std::string& text, config::Problems& problems) {
  config::Profile profile;
  profile.file = "/home/lin/.config/chatops/config.yaml";
  profile.settings = *config::load_yaml(text, "config.yaml", problems);
  return read_profile(profile, problems);
}

TEST_CASE("a context, a file beside the configuration, or the pod's own") {
  config::Problems problems;
  const auto clusters = read(
      "clusters:\n"
      "  test: {context: kind-test}\n"
      "  lab: {kubeconfig: lab.yaml}\n"
      "  here: {in_cluster: true}\n",
      problems);
  CHECK(problems.all().empty());
  REQUIRE(clusters.size() == 3);
  CHECK(clusters[0].context == "kind-test");
  CHECK(clusters[1].kubeconfig == "/home/lin/.config/chatops/lab.yaml");
  CHECK(clusters[2].in_cluster);
}

TEST_CASE("mistakes are told") {
  config::Problems problems;
  read("clusters:\n  test: {context: a, in_cluster: true}\n  other: {contexts: a}\n", problems);
  REQUIRE(problems.all().size() == 2);
  CHECK(problems.all()[0].args.get("why") == "in_cluster_too");
  CHECK(problems.all()[1].reason == Reason::yaml_unknown_key);
}

TEST_CASE("the user's own word counts before the application's") {
  const std::vector<core::ClusterAccess> own = {{.name = "test", .context = "mine"}};
  const std::vector<core::ClusterAccess> application = {{.name = "test", .context = "theirs"},
                                                        {.name = "lab", .context = "lab"}};
  CHECK(find_cluster("test", own, application)->context == "mine");
  CHECK(find_cluster("lab", own, application)->context == "lab");
  CHECK(find_cluster("", own, application) == nullptr);
}

}  // namespace
}  // namespace chatops::kube

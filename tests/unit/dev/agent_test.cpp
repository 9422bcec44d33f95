// How the agent comes into a container that may be gone at any moment.
// SPDX-License-Identifier: Apache-2.0
#include "dev/agent.hpp"

#include <doctest/doctest.h>

#include "kube/resources.hpp"
#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::dev;

TEST_CASE("an agent that cannot be put into a pod is another try where the pod has gone") {
  test::FakeKube kube;
  kube.put(kube::resources::pods(), {{"apiVersion", "v1"},
                                     {"kind", "Pod"},
                                     {"metadata", {{"name", "api-1"}, {"namespace", "shop"}}}});
  kube.program = [](const kube::ExecOrder&, const std::string&, std::string&, std::string& errors) {
    errors = "terminated";
    return 137;
  };
  const AgentFile agent{"", "agent"};  // no input, which the fake would wait for
  std::vector<std::string> uids;       // of the pods that are found, the last one from then on
  std::size_t found = 0;
  const auto connect = connect_agent(kube, agent, {.folder = "/.chatops", .session = "s-1"},
                                     [&](const Call&) -> Result<Container> {
                                       const auto& uid =
                                           uids.at(std::min(found++, uids.size() - 1));
                                       if (uid.empty()) return failure(Reason::dev_not_on);
                                       return Container{"shop", "api-1", uid, "api"};
                                     });
  struct Row {
    std::vector<std::string> uids;
    Reason why;
  };
  const Row rows[] = {{{"1"}, Reason::agent_undeliverable},
                      {{"1", "2"}, Reason::unreachable},
                      {{"1", ""}, Reason::dev_not_on}};
  for (const auto& row : rows) {
    uids = row.uids;
    found = 0;
    const auto stream = connect({});
    REQUIRE_FALSE(stream);
    CHECK(code_of(stream.error().reason) == code_of(row.why));
  }
}

TEST_CASE("a pod that is gone between being found and being asked is another try") {
  test::FakeKube kube;  // has no pods: without a grace period one is gone at once
  const AgentFile agent{"", "agent"};
  std::vector<std::string> uids;
  std::size_t found = 0;
  const auto connect = connect_agent(kube, agent, {.folder = "/.chatops", .session = "s-1"},
                                     [&](const Call&) -> Result<Container> {
                                       const auto& uid =
                                           uids.at(std::min(found++, uids.size() - 1));
                                       if (uid.empty()) return failure(Reason::dev_not_on);
                                       return Container{"shop", "api-1", uid, "api"};
                                     });
  struct Row {
    std::vector<std::string> uids;
    Reason why;
  };
  const Row rows[] = {{{"1", "2"}, Reason::unreachable},
                      {{"1", ""}, Reason::dev_not_on},
                      {{"1"}, Reason::unreachable}};  // a list that is a moment old
  for (const auto& row : rows) {
    uids = row.uids;
    found = 0;
    const auto stream = connect({});
    REQUIRE_FALSE(stream);
    CHECK(code_of(stream.error().reason) == code_of(row.why));
  }
}

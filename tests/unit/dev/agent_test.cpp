// How the agent comes into a container that may be gone at any moment.
// SPDX-License-Identifier: Apache-2.0
#include "dev/agent.hpp"

#include <doctest/doctest.h>

#include <array>
#include <span>

#include "kube/resources.hpp"
#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::dev;

namespace {

struct Row {
  std::vector<std::string> uids;  ///< of the pods that are found, the last one from then on
  Reason why;
};

/// What connecting ends with where the session's pod is one after the other of these.
void check_each(test::FakeKube& kube, std::span<const Row> rows) {
  const AgentFile agent{"", "agent"};  // no input, which the fake would wait for
  for (const Row& row : rows) {
    std::size_t found = 0;
    const auto connect = connect_agent(kube, agent, {.folder = "/.chatops", .session = "s-1"},
                                       [&](const Call&) -> Result<Container> {
                                         const auto& uid =
                                             row.uids.at(std::min(found++, row.uids.size() - 1));
                                         if (uid.empty()) return failure(Reason::dev_not_on);
                                         return Container{"shop", "api-1", uid, "api"};
                                       });
    const auto stream = connect({});
    REQUIRE_FALSE(stream);
    CHECK(code_of(stream.error().reason) == code_of(row.why));
  }
}

}  // namespace

TEST_CASE("an agent that cannot be put into a pod is another try where the pod has gone") {
  test::FakeKube kube;
  kube.put(kube::resources::pods(), {{"apiVersion", "v1"},
                                     {"kind", "Pod"},
                                     {"metadata", {{"name", "api-1"}, {"namespace", "shop"}}}});
  kube.program = [](const kube::ExecOrder&, const std::string&, std::string&, std::string& errors) {
    errors = "terminated";
    return 137;
  };
  check_each(kube, std::to_array<Row>({{{"1"}, Reason::agent_undeliverable},
                                       {{"1", "2"}, Reason::unreachable},
                                       {{"1", ""}, Reason::dev_not_on}}));
}

TEST_CASE("a pod that is gone between being found and being asked is another try") {
  test::FakeKube kube;  // has no pods: without a grace period one is gone at once
  check_each(kube,
             std::to_array<Row>({{{"1", "2"}, Reason::unreachable},
                                 {{"1", ""}, Reason::dev_not_on},
                                 {{"1"}, Reason::unreachable}}));  // a list that is a moment old
}

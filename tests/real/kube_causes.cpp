// Says the causes of namespaces in the cluster of $CHATOPS_TEST_KUBECONFIG, one JSON line each; for
// kube_cause_test.py.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "base/system.hpp"
#include "kube/cause.hpp"
#include "kube/client.hpp"
#include "kube/kubeconfig.hpp"
#include "net/client.hpp"
#include "net/json.hpp"

using namespace chatops;

int main(int count, char** words) try {
  SystemClock clock;
  SystemRandom random;
  SystemVariables variables;
  SystemSpawner spawner;
  const System system{clock, random, variables, spawner};
  const auto http = net::make_client(system, {.user_agent = "chatops-test"});
  const auto file = variables.get("CHATOPS_TEST_KUBECONFIG").value_or("");
  const auto access = value_or_throw(kube::find_access(variables, file, ""));
  const auto api = kube::make_client(system, *http, access);
  const Call call{.deadline = clock.tick() + Millis(60'000)};
  for (int i = 1; i < count; ++i) {
    const auto seen = kube::collect(*api, call, words[i], clock.now());
    kube::Json causes = kube::Json::array();
    for (const auto& cause : kube::find_causes(value_or_throw(seen))) {
      kube::Json one{{"reason", code_of(cause.error.reason)}, {"log", cause.log}};
      for (const auto& [name, value] : cause.error.args.pairs()) one[name] = value;
      causes.push_back(std::move(one));
    }
    std::puts(net::dump({{"namespace", words[i]}, {"causes", causes}}).c_str());
  }
  return 0;
} catch (const Error& error) {
  std::fputs(error.what(), stderr);
  for (const auto& [name, value] : error.args.pairs())
    std::fputs((" " + name + "=" + value).c_str(), stderr);
  return 1;
}

// The contract of clusters, on the one in memory that others' tests rely on.
// SPDX-License-Identifier: Apache-2.0
#include "contract/kube/api_contract.hpp"
#include "support/fake_kube.hpp"

using namespace chatops;
using namespace chatops::kube;

TEST_CASE("the contract of clusters, on the one in memory") {
  test::FakeKube cluster;
  SystemClock clock;
  cluster.knows(resources::config_maps());
  const contract::Place place{cluster, "one", clock};
  SUBCASE("writes") { contract::writes_and_conflicts(place); }
  SUBCASE("finalizers") { contract::finalizers(place); }
  SUBCASE("lists") { contract::lists_and_selectors(place); }
  SUBCASE("watches") { contract::watching(place); }
}

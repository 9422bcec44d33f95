// One program for all sides of the contract: its first word names the one that runs.
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "registries.hpp"
#include "support/needs.hpp"

using namespace chatops;

int main(int count, char** words) {
  const std::string side = count > 1 ? words[1] : "";
  if (side == "docker" && contract::docker_registry().empty())
    return test::without("registry", "docker-registry is not installed");
  if (side == "helm" && contract::helm().empty())
    return test::without("helm", "helm is not here (CHATOPS_TEST_HELM)");
  doctest::Context context(count, words);
  context.addFilter("source-file", ("*/" + side + "_test.cpp").c_str());
  return context.run();
}

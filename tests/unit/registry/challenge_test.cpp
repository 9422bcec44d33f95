// Challenges as registries send them.
// SPDX-License-Identifier: Apache-2.0
#include "registry/challenge.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops::registry;

TEST_CASE("one challenge, several, quoted and bare") {
  const std::vector<std::string_view> values = {
      R"(Bearer realm="https://auth.test/token?a=b,c",service="r.test",scope="repository:a/b:pull,push")",
      R"(Basic realm="say \"hi\"", DIGEST nonce=abc, Bearer realm=http://x.test/t , error="insufficient_scope")"};
  const auto all = parse_challenges(values);
  REQUIRE(all.size() == 4);
  CHECK(all[0].scheme == "bearer");
  CHECK(all[0].parameters.at("realm") == "https://auth.test/token?a=b,c");
  CHECK(all[0].parameters.at("scope") == "repository:a/b:pull,push");
  CHECK(all[1].scheme == "basic");
  CHECK(all[1].parameters.at("realm") == "say \"hi\"");
  CHECK(all[2].scheme == "digest");
  CHECK(all[3].parameters.at("realm") == "http://x.test/t");
  CHECK(all[3].parameters.at("error") == "insufficient_scope");
}

TEST_CASE("noise is no challenge and no trap") {
  for (const std::string_view noise :
       {"", ",,,", "=x", "\"", "Bearer realm=\"open", "a=b", "\x01\x02"}) {
    CAPTURE(noise);
    const std::vector<std::string_view> values = {noise};
    for (const auto& challenge : parse_challenges(values)) CHECK_FALSE(challenge.scheme.empty());
  }
}

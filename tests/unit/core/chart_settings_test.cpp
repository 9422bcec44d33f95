// A chart's values on their way into helm's command line.
// SPDX-License-Identifier: Apache-2.0
#include "core/chart_settings.hpp"

#include <doctest/doctest.h>

using namespace chatops::core;

TEST_CASE("chart settings: helm's options, its own signs escaped") {
  using Words = std::vector<std::string>;
  CHECK(helm_option({"a.b", "s42.example.com", false}) ==
        Words{"--set-string", "a.b=s42.example.com"});
  CHECK(helm_option({"a", R"({1,2}\x)", false}) == Words{"--set-string", R"(a=\{1\,2}\\x)"});
  CHECK(helm_option({"a", "{1,2}", true}) == Words{"--set", "a={1,2}"});
  CHECK(helm_option({"a", "", false}) == Words{"--set-string", "a="});
}

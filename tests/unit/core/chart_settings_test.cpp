// Parameters on their way into a chart's values, and into helm's command line.
// SPDX-License-Identifier: Apache-2.0
#include "core/chart_settings.hpp"

#include <doctest/doctest.h>

using namespace chatops::core;

TEST_CASE("chart settings: given parameters, the pipeline's defaults, and what is not known") {
  PipelineFacts facts;
  facts.parameters = {{.name = "Domain", .default_value = "none"},
                      {.name = "Tier", .default_value = "small"}};
  facts.overrides = {{"host", {{"https://"}, {"Domain", true}, {"/"}}, false, ""},
                     {"tier", {{"Tier", true}}, false, ""},
                     {"replicas", {{"2"}}, true, ""},
                     {"gone", {{"Gone", true}}, false, ""},
                     {"odd", {}, false, "${#uuid()}"}};
  const auto settings = chart_settings(facts, {{"Domain", "s42.example.com"}});
  const std::vector<ChartSettings::Setting> known{{"host", "https://s42.example.com/", false},
                                                  {"tier", "small", false},
                                                  {"replicas", "2", true},
                                                  {"gone", "", false}};
  CHECK(settings.known == known);
  CHECK(settings.parameters == std::vector<std::string>{"Domain", "Tier", "Gone"});
  CHECK(settings.opaque == std::vector<std::string>{"odd: ${#uuid()}"});
}

TEST_CASE("chart settings: helm's options, its own signs escaped") {
  using Words = std::vector<std::string>;
  CHECK(helm_option({"a.b", "s42.example.com", false}) ==
        Words{"--set-string", "a.b=s42.example.com"});
  CHECK(helm_option({"a", R"({1,2}\x)", false}) == Words{"--set-string", R"(a=\{1\,2}\\x)"});
  CHECK(helm_option({"a", "{1,2}", true}) == Words{"--set", "a={1,2}"});
  CHECK(helm_option({"a", "", false}) == Words{"--set-string", "a="});
}

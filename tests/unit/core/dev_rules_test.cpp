// How a component is developed in: ports, quantities, and how an editor attaches.
// SPDX-License-Identifier: Apache-2.0
#include "core/dev_rules.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/launch_file.hpp"

using namespace chatops;
using namespace chatops::core;

TEST_CASE("ports and quantities as people write them") {
  CHECK(forwarded_port("8080:80") == ForwardedPort{8080, 80});
  CHECK(forwarded_port("80") == ForwardedPort{80, 80});
  CHECK(forwarded_port(":80") == ForwardedPort{0, 80});
  for (const char* bad : {"", ":", "x", "80:", "0", "70000", "1:2:3", "-1"}) {
    CAPTURE(bad);
    CHECK_FALSE(forwarded_port(bad));
  }
  for (const char* good : {"1", "500m", "1.5", "2Gi", "100k"}) CHECK(is_quantity(good));
  for (const char* bad : {"", "Gi", "1 Gi", "1.", ".5", "1.2.3", "2GB", "-1"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_quantity(bad));
  }
}

TEST_CASE("a quantity as the API server writes it back") {
  const std::pair<const char*, const char*> rows[] = {
      {"0.5", "500m"}, {"1000m", "1"},    {"1.5", "1500m"},     {"2", "2"},
      {"2000", "2k"},  {"1024Mi", "1Gi"}, {"1500Mi", "1500Mi"}, {"0.5Gi", "512Mi"},
      {"0", "0"},      {"100k", "100k"},  {"0.0001", "0.0001"}, {"9000000000", "9000000000"},
      {"x", "x"}};
  for (const auto& [given, wanted] : rows) {
    CAPTURE(given);
    CHECK(canonical_quantity(given) == wanted);
  }
}

TEST_CASE("an attach configuration joins a file that is there, and changes nothing else in it") {
  const DebugTarget target{"chatops: chat", "node", 9229, "src", "/srv/chat"};
  const auto configuration = attach_configuration(target);
  CHECK(configuration["localRoot"] == "${workspaceFolder}/src");
  const auto fresh = with_configuration("", configuration).value();
  CHECK(nlohmann::json::parse(fresh)["configurations"][0] == configuration);
  // Again: replaced, not added.
  auto moved = target;
  moved.port = 9230;
  const auto again = with_configuration(fresh, attach_configuration(moved)).value();
  REQUIRE(nlohmann::json::parse(again)["configurations"].size() == 1);
  CHECK(nlohmann::json::parse(again)["configurations"][0]["port"] == 9230);
  const std::string own = R"({
    // mine
    "version": "0.2.0", /* , "configurations": [ */
    "configurations": [
        {"name": "run", "type": "node", "args": ["{", "]", "//"],},
    ],
    "compounds": []
}
)";
  const auto joined = with_configuration(own, configuration).value();
  CHECK(joined.find("// mine") != std::string::npos);
  CHECK(joined.find(R"({"name": "run", "type": "node", "args": ["{", "]", "//"],})") !=
        std::string::npos);
  CHECK(joined.find("chatops: chat") < joined.find("\"run\""));
  auto without = joined;
  const auto from = joined.find("{\n            \"address\"");
  REQUIRE(from != std::string::npos);
  const auto end = joined.find("{\"name\": \"run\"");
  CHECK(without.erase(from, end - from) == own);
  CHECK(with_configuration(R"({"configurations": []})", configuration).value().find("9229") !=
        std::string::npos);
}

TEST_CASE("a file that is none is not written to") {
  const auto configuration = attach_configuration({"x", "go", 2345, "", "/src"});
  for (const char* text :
       {"[]", "{", "{}", "no", R"({"configurations": 5})", R"({"configurations": [}])",
        R"({"version": "1"})", R"({"configurations": []} more)"}) {
    CAPTURE(text);
    CHECK_FALSE(with_configuration(text, configuration));
  }
}

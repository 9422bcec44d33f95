// One chart cut out of a streaming index: the cut reads as the whole does, or nothing is cut.
// SPDX-License-Identifier: Apache-2.0
#include "registry/index_cut.hpp"

#include <doctest/doctest.h>

#include "registry/helm_index.hpp"

using namespace chatops;
using registry::IndexCut;

namespace {

constexpr std::string_view read_from = "https://charts.test/index.yaml";

std::optional<std::string> cut(std::string_view text, const std::string& chart, std::size_t piece) {
  IndexCut cutter(chart);
  for (std::size_t at = 0; at < text.size(); at += piece) cutter.feed(text.substr(at, piece));
  return cutter.finish();
}

/// Reads the cut and the whole; true when something was cut and is the same.
bool same(std::string_view text, const std::string& chart) {
  const auto whole = registry::read_index(text, chart, read_from);
  REQUIRE(whole);
  const auto one = cut(text, chart, text.size());
  for (const std::size_t piece : {1, 3, 64}) REQUIRE(cut(text, chart, piece) == one);
  if (!one) return false;
  const auto read = registry::read_index(*one, chart, read_from);
  REQUIRE(read);
  CHECK(*read == *whole);
  return true;
}

std::string entry(const std::string& name, const std::string& version,
                  const std::string& more = "") {
  return "  - name: " + name + "\n    version: " + version + "\n" + more + "    urls:\n    - " +
         name + "-" + version + ".tgz\n";
}

constexpr std::string_view odd_but_clear[] = {
    "    description: |\n      web:\n      - name: web\n\n        version: 6.6.6\n",
    "    description: >-\n      folded\n       web:\n",
    "    description: plain text that goes on\n      \"quoted, and web\n      it's so\n",
    "    description: \"in quotes \\\"\n  web:\n  - name: web\n    version: 6.6.6\n  \"\n",
    "    description: 'it''s\n  web:\n  - {name: web}\n\n  web:'\n",
    "    description: \"ends \\\\\"\n",
    "    keywords: []\n    annotations: {}\n    tags: [a, b]  # web:\n",
    "    keywords:\n    - |\n      web:\n    - \"a\\\n  web: \"\n    - 'b'\n    - c: d\n      e: "
    "f\n",
    "    # web:\n    \"home\": https://x#web\n    icon: ''\n    engine:\n",
    "    maintainers:\n    - name: \"A: B\"\n      url:\n    - - nested\n      - lists\n",
    "    removed: false # done\n    created: 2026-01-02T03:04:05Z\n",
};

constexpr std::string_view unclear[] = {
    "    version: &v 1.0.0\n",
    "    appVersion: *v\n",
    "    <<: {home: x}\n",
    "    home: !!str x\n",
    "    annotations: {a: b,\n  c: d}\n",
    "    annotations: {\"a\": b}\n",
    "    ? home\n    : x\n",
    "    \"na\\x6de\": web\n",
    "    sources: [\"web:\n  web:\"]\n",
};

}  // namespace

TEST_CASE("a chart is cut out of what stands around it") {
  for (const auto more : odd_but_clear) {
    CAPTURE(more);
    const std::string text =
        "apiVersion: v1\nentries:\n  api:\n" + entry("api", "1.0.0", std::string(more)) +
        "  web:\n" + entry("web", "1.0.0") + entry("web", "2.0.0", std::string(more)) + "  zoo:\n" +
        entry("zoo", "3.0.0", std::string(more)) + "generated: \"2026-01-01T00:00:00Z\"\n";
    for (const auto* chart : {"api", "web", "zoo", "no"}) CHECK(same(text, chart));
    const auto kept = cut(text, "web", 4096);
    CHECK(kept->find("name: api") == std::string::npos);
    CHECK(kept->find("name: zoo") == std::string::npos);
  }
}

TEST_CASE("where something may reach elsewhere nothing is cut") {
  for (const auto more : unclear) {
    CAPTURE(more);
    const std::string text = "apiVersion: v1\nentries:\n  api:\n" +
                             entry("api", "1.0.0", std::string(more)) + "  web:\n" +
                             entry("web", "1.0.0");
    CHECK_FALSE(cut(text, "web", 4096));
  }
  for (const auto* text :
       {"", "x", "- a\n", "apiVersion: v1\n", "entries: {web: []}\n", "entries: {}\n",
        "entries:\n  web:\n  web:\n", "entries:\n  a:\nentries:\n  web:\n", "entries:\n- web:\n",
        "entries:\n    a:\n  web:\n", "entries:\n\tweb:\n", "entries:\n  web: \"\n",
        "...\nentries:\n", "%YAML 1.1\n---\nentries:\n  web:\n",
        "entries:\n  web:\n---\nentries:\n  web:\n"})
    CHECK_MESSAGE(!cut(text, "web", 4096), text);
}

TEST_CASE("forms of an index") {
  const std::string body = "apiVersion: v1\nentries:\n  web:\n" + entry("web", "1.0.0") +
                           "  api:\n" + entry("api", "2.0.0");
  CHECK(same(body, "web"));
  CHECK(same("\xEF\xBB\xBF" + body, "web"));
  CHECK(same("---\n# an index\n\n" + body, "web"));
  std::string windows;
  for (const char c : body) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(same(windows, "web"));
  CHECK(same("entries:\n    'web':\n      - {name: web, version: 1.0.0}\ngenerated: x\n", "web"));
  CHECK(same("generated: x\nentries:\n  \"web\":\n  # none\n  api:\npublicKeys:\n- a\n", "web"));
  CHECK(same("entries:\n", "web"));
}

TEST_CASE("an index in JSON") {
  const std::string text =
      R"( {"apiVersion":"v1","publicKeys":["entries","web"],"entries":{"api":[{"name":"api",
      "version":"1.0.0","description":"\"web\":[{}], \\","urls":["web"]}],"web" : [{"name":"web",
      "version":"1.0.0","urls":["a.tgz"],"x":{"web":[1]}},{"name":"web","version":"2.0.0"}]},
      "generated":"}"} )";
  for (const auto* chart : {"api", "web", "x", "no"}) CHECK(same(text, chart));
  CHECK(cut(text, "web", 7)->find("\"name\":\"api\"") == std::string::npos);
  CHECK(same(R"({"entries":{}})", "web"));
  for (const auto* bad :
       {R"({"entries":{"web":[]},"entries":{}})", R"({"entries":{"web":[],"web":[]}})",
        R"({"entries":{"w\u0065b":[]}})", R"({"entries":{"web":[)", R"({"entries":{"web":[]}}})",
        R"({"web":[]})", "{",
        // YAML that looks like JSON, and what follows a document.
        R"({ entries: {web: []}, "entries":{"web":[]}})", R"({ a":"b":"c","entries":{"web":[]}})",
        "{\"entries\":{\"web\":[]}}\n1\",\"entries\":{\"web\":[]}}"})
    CHECK_MESSAGE(!cut(bad, "web", 4096), bad);
}

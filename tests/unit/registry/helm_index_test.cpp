// Indexes of chart repositories, good, odd and hostile.
// SPDX-License-Identifier: Apache-2.0
#include "registry/helm_index.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using namespace chatops::registry;

namespace {

const std::string url = "https://charts.test/repo/index.yaml";
const std::string hex(64, 'b');

const std::string good =
    "apiVersion: v1\n"
    "entries:\n"
    "  other:\n  - name: other\n    version: 9.9.9\n    urls: [other-9.9.9.tgz]\n"
    "  classroom:\n"
    "  - apiVersion: v2\n    appVersion: 2026.1\n    created: '2026-01-02T03:04:05.123Z'\n"
    "    description: |\n      urls: [no]\n    dependencies: [{name: x, version: 1.x}]\n"
    "    digest: " +
    hex +
    "\n    name: classroom\n    version: 1.2.3\n"
    "    urls:\n    - charts/classroom-1.2.3.tgz\n    - https://mirror.test/x.tgz\n"
    "  - null\n"
    "  - ~\n"
    "  - just text\n"
    "  - {version: not a version, urls: [a.tgz]}\n"
    "  - {version: 1.2.2}\n"
    "  - {version: 1.2.2, urls: []}\n"
    "  - {version: 1.2.1, urls: ['https://abs.test/c.tgz'], digest: 'sha256:" +
    hex +
    "'}\n"
    "  - {version: 1.2.0, name: impostor, urls: [a.tgz]}\n"
    "  - {version: 1.1.0-rc.1+b5, urls: [/root.tgz], digest: zz}\n"
    "  - {version: 1.0.0, urls: [a.tgz], removed: true}\n"
    "generated: '2026-01-02T03:04:05Z'\n";

}  // namespace

TEST_CASE("one chart's versions, with what Helm would skip skipped") {
  const auto list = read_index(good, "classroom", url);
  REQUIRE(list);
  REQUIRE(list->size() == 3);
  const auto& first = list->front();
  CHECK(first.name == "classroom");
  CHECK(first.version == "1.2.3");
  CHECK(first.app_version == "2026.1");
  CHECK(first.digest == "sha256:" + hex);
  CHECK(first.url == "https://charts.test/repo/charts/classroom-1.2.3.tgz");
  CHECK(first.created_at);
  CHECK((*list)[1].url == "https://abs.test/c.tgz");
  CHECK((*list)[1].digest == "sha256:" + hex);
  CHECK((*list)[2].version == "1.1.0-rc.1+b5");
  CHECK((*list)[2].url == "https://charts.test/root.tgz");
  CHECK((*list)[2].digest.empty());
  CHECK(read_index(good, "nobody", url)->empty());
}

TEST_CASE("the same as JSON") {
  const std::string json =
      R"( {"apiVersion":"v1","entries":{"classroom":[{"name":"classroom","version":"1.0.0","appVersion":1,
        "urls":[null,"c.tgz"],"created":"2026-01-02T03:04:05Z"},null,{"version":7},"x"],"odd":{}}})";
  const auto list = read_index(json, "classroom", url);
  REQUIRE(list);
  REQUIRE(list->size() == 1);
  CHECK(list->front().url == "https://charts.test/repo/c.tgz");
  CHECK(list->front().app_version == "1");
  CHECK(read_index(json, "odd", url)->empty());
}

TEST_CASE("what is no index is unknown, not empty") {
  struct Row {
    std::string text;
    Reason reason;
  };
  std::string deep = "entries: ";
  for (int i = 0; i < 5000; ++i) deep += "[";
  const Row rows[] = {
      {"", Reason::answer_odd},
      {"<!DOCTYPE html><html><body>login</body></html>", Reason::answer_odd},
      {"- a\n- b\n", Reason::answer_odd},
      {"apiVersion: v1\n", Reason::answer_odd},
      {"{\"apiVersion\":\"v1\"}", Reason::answer_odd},
      {"entries: {classroom: [\n", Reason::chart_unreadable},
      {"entries:\n  classroom:\n  - version: 1.0.0\n    urls: [a\n", Reason::chart_unreadable},
      {"entries:\n\t- tab\n", Reason::chart_unreadable},
      {deep, Reason::answer_too_deep},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text.substr(0, 60));
    const auto list = read_index(row.text, "classroom", url);
    REQUIRE_FALSE(list);
    CHECK(list.error().reason == row.reason);
    CHECK(list.error().args.get("where") == url);
  }
}

TEST_CASE("an alias bomb is only text") {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string before = std::string("*") + static_cast<char>(c - 1);
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += before + (i < 9 ? "," : "]\n");
  }
  bomb += "entries:\n  classroom:\n  - *z\n  - {version: 1.0.0, urls: [c.tgz]}\n";
  const auto list = read_index(bomb, "classroom", url);
  REQUIRE(list);
  CHECK(list->size() == 1);
}

TEST_CASE("Chart.yaml") {
  CHECK(read_chart_yaml({}).error().reason == Reason::chart_invalid);
  const auto chart =
      read_chart_yaml("name: x\nversion: 1.0.0\nappVersion: \"2\"\nmaintainers: [{name: y}]\n");
  REQUIRE(chart);
  CHECK(chart->name == "x");
  CHECK(chart->app_version == "2");
  for (const char* bad :
       {"", "name: x\n", "version: 1\n", "[]", "name: [x]\nversion: 1\n", "a: b: c"}) {
    CAPTURE(bad);
    CHECK(read_chart_yaml(bad).error().reason == Reason::chart_invalid);
  }
}

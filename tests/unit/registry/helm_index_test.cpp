// Indexes of chart repositories, good, odd and hostile.
// SPDX-License-Identifier: Apache-2.0
#include "registry/helm_index.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>

using namespace chatops;
using namespace chatops::registry;

namespace {

const std::string index_url = "https://charts.test/repo/index.yaml";
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
    "  - {name: classroom, version: not a version, urls: [a.tgz]}\n"
    "  - {version: 1.2.2, urls: [a.tgz]}\n"
    "  - {name: classroom, urls: [a.tgz]}\n"
    "  - {name: classroom, version: 1.2.1, urls: ['https://abs.test/c.tgz'], digest: 'sha256:" +
    hex +
    "'}\n"
    "  - {name: classroom, version: 1.1.0-rc.1+b5, urls: [/root.tgz], digest: zz}\n"
    "generated: '2026-01-02T03:04:05Z'\n";

std::vector<IndexEntry> entries(const std::string& text, const std::string& from = index_url) {
  auto list = read_index(text, "classroom", from);
  CAPTURE(text);
  if (!list) CAPTURE(std::string(list.error().args.get("why")));
  REQUIRE(list);
  return std::move(*list);
}

std::vector<std::string> versions(const std::string& text) {
  std::vector<std::string> out;
  for (const IndexEntry& one : entries(text)) out.push_back(one.version.version);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("one chart's versions, with what Helm would skip skipped") {
  const auto list = entries(good);
  REQUIRE(list.size() == 3);
  const auto& first = list.front();
  CHECK(first.version.name == "classroom");
  CHECK(first.version.version == "1.2.3");
  CHECK(first.version.app_version == "2026.1");
  CHECK(first.version.digest == "sha256:" + hex);
  CHECK(first.version.url == "https://charts.test/repo/charts/classroom-1.2.3.tgz");
  CHECK(first.address == first.version.url);
  CHECK(first.version.created_at);
  CHECK(list[1].address == "https://abs.test/c.tgz");
  CHECK(list[1].version.digest == "sha256:" + hex);
  CHECK(list[2].version.version == "1.1.0-rc.1+b5");
  CHECK(list[2].address == "https://charts.test/root.tgz");
  CHECK(list[2].version.digest.empty());
  CHECK(read_index(good, "nobody", index_url)->empty());
}

TEST_CASE("the same as JSON") {
  const std::string json =
      R"( {"apiVersion":"v1","entries":{"classroom":[{"name":"classroom","version":"1.0.0","appVersion":1,
        "urls":[null,"c.tgz"],"created":"2026-01-02T03:04:05Z"},null,{"name":"classroom","version":7},"x"],"none":null}})";
  const auto list = entries(json);
  REQUIRE(list.size() == 2);
  CHECK(list.front().address == "https://charts.test/repo/c.tgz");
  CHECK(list.front().version.app_version == "1");
  CHECK(list[1].version.version == "7");
  CHECK(list[1].address.empty());
  CHECK(read_index(json, "none", index_url)->empty());
  CHECK(entries("\xEF\xBB\xBF" + json) == list);
}

TEST_CASE("a version whose address cannot be used is listed, without a digest") {
  const std::string many =
      "entries:\n  classroom:\n"
      "  - {name: classroom, version: 9.0.0, digest: " +
      hex +
      "}\n"
      "  - {name: classroom, version: 8.0.0, urls: []}\n"
      "  - {name: classroom, version: 7.0.0, urls: ['']}\n"
      "  - {name: classroom, version: 6.0.0, urls: [~]}\n"
      "  - {name: classroom, version: 5.0.0, urls: c.tgz}\n"
      "  - {name: classroom, version: 4.0.0, urls: ['local://c-4.0.0.tgz'], digest: " +
      hex +
      "}\n"
      "  - {name: classroom, version: 3.0.0, urls: ['file:///etc/passwd', 'S3://b/c.tgz']}\n"
      "  - {name: classroom, version: 2.0.0, urls: ['local://c.tgz', c.tgz]}\n"
      "  - {name: another, version: 1.0.0, urls: [c.tgz]}\n";
  const auto list = entries(many);
  REQUIRE(list.size() == 9);
  for (std::size_t i = 0; i < 7; ++i) {
    CAPTURE(i);
    CHECK(list[i].address.empty());
    CHECK(list[i].version.digest.empty());
  }
  CHECK(list[0].version.url.empty());
  CHECK(list[5].version.url == "local://c-4.0.0.tgz");
  CHECK(list[7].address == "https://charts.test/repo/c.tgz");
  CHECK(list[8].version.version == "1.0.0");
}

TEST_CASE("addresses: relative, foreign, of registries, with queries that nobody sees") {
  struct Row {
    std::string from, written, address, shown;
  };
  const std::string keyed = "https://charts.test/repo/index.yaml?key=hush";
  const Row rows[] = {
      {index_url, "c.tgz", "https://charts.test/repo/c.tgz", "https://charts.test/repo/c.tgz"},
      {index_url, "../c+1.tgz", "https://charts.test/c+1.tgz", "https://charts.test/c+1.tgz"},
      {index_url, "//cdn.test/c.tgz", "https://cdn.test/c.tgz", "https://cdn.test/c.tgz"},
      {index_url, "a b/中.tgz", "https://charts.test/repo/a%20b/%E4%B8%AD.tgz",
       "https://charts.test/repo/a%20b/%E4%B8%AD.tgz"},
      {index_url, "HTTPS://cdn.test/c.tgz?sig=hush", "HTTPS://cdn.test/c.tgz?sig=hush",
       "HTTPS://cdn.test/c.tgz?***"},
      {index_url, "c.tgz?sig=hush#x", "https://charts.test/repo/c.tgz?sig=hush",
       "https://charts.test/repo/c.tgz?***"},
      {index_url, "https://me:hush@cdn.test/c.tgz", "https://me:hush@cdn.test/c.tgz",
       "https://***@cdn.test/c.tgz"},
      {index_url, "oci://r.test/charts/classroom:1.0.0", "oci://r.test/charts/classroom:1.0.0",
       "oci://r.test/charts/classroom:1.0.0"},
      {index_url, "OCI://r.test/charts/classroom", "oci://r.test/charts/classroom",
       "oci://r.test/charts/classroom"},
      {keyed, "c.tgz", "https://charts.test/repo/c.tgz?key=hush",
       "https://charts.test/repo/c.tgz?***"},
      {keyed, "c.tgz?own=hush", "https://charts.test/repo/c.tgz?own=hush",
       "https://charts.test/repo/c.tgz?***"},
      {keyed, "https://cdn.test/c.tgz", "https://cdn.test/c.tgz", "https://cdn.test/c.tgz"},
      {keyed, "//cdn.test/c.tgz", "https://cdn.test/c.tgz", "https://cdn.test/c.tgz"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.written);
    const auto list = entries(
        "entries: {classroom: [{name: classroom, version: 1.0.0, urls: ['" + row.written + "']}]}",
        row.from);
    REQUIRE(list.size() == 1);
    CHECK(list[0].address == row.address);
    CHECK(list[0].version.url == row.shown);
  }
}

TEST_CASE("anchors, aliases and merge keys, wherever they stand") {
  CHECK(versions(
            "entries:\n"
            "  other:\n  - {name: other, version: &v 1.4.0, created: &id001 2024-01-01T00:00:00Z,"
            " urls: &u [c.tgz]}\n"
            "  classroom:\n  - {name: classroom, version: *v, created: *id001, urls: *u}\n") ==
        Texts{"1.4.0"});
  const auto aliased = entries(
      "x: &name classroom\nbase: &base {name: *name, urls: [c.tgz]}\n"
      "entries:\n  *name :\n  - {<<: *base, version: 1.0.0}\n"
      "  - <<: [*base, {version: 2.0.0, name: ignored}]\n");
  REQUIRE(aliased.size() == 2);
  CHECK(aliased[0].address == "https://charts.test/repo/c.tgz");
  CHECK(aliased[1].version.version == "2.0.0");
  CHECK(versions("all: &all {classroom: [{name: classroom, version: 1.0.0}]}\nentries: *all\n") ==
        Texts{"1.0.0"});
  CHECK(versions("all: &all {classroom: [{name: classroom, version: 1.0.0}]}\n"
                 "entries: {<<: *all, other: []}\n") == Texts{"1.0.0"});
  CHECK(versions("entries:\n  twin: &t [{name: classroom, version: 1.0.0}]\n  classroom: *t\n") ==
        Texts{"1.0.0"});
  // The name of an anchor may be given again.
  CHECK(versions("a: &v 1.0.0\nb: &v 2.0.0\nentries: {classroom: [{name: c, version: *v}]}\n") ==
        Texts{"2.0.0"});
}

TEST_CASE("marks, line ends and documents of other systems") {
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : good) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(entries(windows) == entries(good));
  CHECK(entries("---\n" + good + "...\n") == entries(good));
  CHECK(entries("# made by hand\n---\n" + good + "---\nentries: {classroom: []}\n") ==
        entries(good));
}

TEST_CASE("null and empty are no mistakes; what is no index is unknown, not empty") {
  for (const char* text :
       {"entries:\n", "entries: ~\n", "entries: {}\n", "entries:\n  classroom:\n",
        "entries: {classroom: []}\n", "entries: {classroom: [~, 5, [x]]}\n", "{\"entries\":null}",
        "{\"entries\":{\"classroom\":[null]}}"}) {
    CHECK(entries(text).empty());
  }
  struct Row {
    std::string text, why, piece;
    Reason reason = Reason::chart_unreadable;
  };
  std::string deep = "entries: ";
  for (int i = 0; i < 5000; ++i) deep += "[";
  const std::string twice = "{name: classroom, version: 1.0.0, urls: [c.tgz], version: 2.0.0}";
  const Row rows[] = {
      {"", "no_index", ""},
      {"<!DOCTYPE html><html><body>login</body></html>", "no_index", ""},
      {"- a\n- b\n", "no_index", ""},
      {"apiVersion: v1\n", "no_index", "entries"},
      {"{\"apiVersion\":\"v1\"}", "no_index", "entries"},
      {"entries: [classroom]\n", "no_index", "entries"},
      {"entries: text\n", "no_index", "entries"},
      {"{\"entries\":[]}", "no_index", "entries"},
      {"entries: {classroom: {version: 1.0.0}}\n", "no_index", "entries.classroom"},
      {"{\"entries\":{\"classroom\":{}}}", "no_index", "entries.classroom"},
      {"entries: {}\nentries: {}\n", "index_key_twice", "entries (2:1)"},
      {"entries:\n  classroom: []\n  x: []\n  classroom: []\n", "index_key_twice",
       "classroom (4:3)"},
      {"entries:\n  classroom:\n  - " + twice + "\n", "index_key_twice", "version (3:54)"},
      {std::string("\xFF\xFE"
                   "e\0n\0",
                   6),
       "utf16", "1:1"},
      {std::string("e\0n\0t\0", 6), "utf16", "1:1"},
      {deep, "", "", Reason::answer_too_deep},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 60));
    const auto list = read_index(row.text, "classroom", index_url + "?key=hush");
    REQUIRE_FALSE(list);
    CHECK(list.error().reason == row.reason);
    CHECK(list.error().args.get("what") == "classroom");
    CHECK(list.error().args.get("where") == index_url + "?***");
    CHECK(list.error().args.get("why") == row.why);
    CHECK(list.error().args.get("piece") == row.piece);
  }
  for (const char* text : {"entries: {classroom: [\n", "entries:\n\t- tab\n",
                           "entries:\n  classroom:\n  - version: 1.0.0\n    urls: [a\n",
                           "entries: {classroom: [*nobody]}\n"}) {
    CAPTURE(text);
    const auto list = read_index(text, "classroom", index_url);
    REQUIRE_FALSE(list);
    CHECK(list.error().reason == Reason::chart_unreadable);
    CHECK(list.error().args.get("why") != "");
  }
}

TEST_CASE("an alias bomb is only text, until somebody wants what it grows to") {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string before = std::string("*") + static_cast<char>(c - 1);
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += before + (i < 9 ? "," : "]\n");
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(versions(bomb + "entries: {classroom: [{name: c, version: 1.0.0}]}\n") == Texts{"1.0.0"});
  const auto wanted = read_index(bomb + "entries: {classroom: [*z]}\n", "classroom", index_url);
  REQUIRE_FALSE(wanted);
  CHECK(wanted.error().args.get("why") == "alias_bomb");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

// Reading by a schema: every mistake in one pass, with its place and the key that was meant.
// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "fixture.hpp"

using namespace chatops;          // NOLINT: a test's file
using namespace chatops::config;  // NOLINT: a test's file
using config::testing::load;

namespace {

/// "code what@where name=value …", one a mistake.
std::vector<std::string> lines(const Problems& problems) {
  std::vector<std::string> out;
  for (const Error& e : problems.error("f.yaml").more) {
    std::string line = fmt::format("{} {}@{}", code_of(e.reason), e.args.get("what"),
                                   e.args.get("where").substr(7));
    for (const auto& [name, value] : e.args.pairs())
      if (name != "what" && name != "where") line += fmt::format(" {}={}", name, value);
    out.push_back(line);
  }
  return out;
}

}  // namespace

TEST_CASE("typed getters") {
  const Yaml root = load(
      "text: 中\nversion: 1.10\nyes: true\ncount: 5\nrate: 2.5\nkind: oci\n"
      "many: [a, 1]\none: a\nmap: {b: 1, a: x}\nempty: ~\nsub: {x: 1}\nsubs: {b: {x: 1}, a: "
      "~}\nrows: [{x: 1}]\n");
  Problems problems;
  Reader r(root, problems);
  CHECK(r.string("text") == "中");
  CHECK(r.required_string("version") == "1.10");
  CHECK(r.boolean("yes") == true);
  CHECK(r.integer("count", 0, 5) == 5);
  CHECK(r.number("rate", 0) == 2.5);
  constexpr auto kinds = std::to_array<std::string_view>({"classic", "oci"});
  CHECK(r.choice("kind", kinds) == "oci");
  CHECK(r.strings("many") == std::vector<std::string>{"a", "1"});
  CHECK(r.strings("one") == std::vector<std::string>{"a"});
  CHECK(r.string_map("map") ==
        std::vector<std::pair<std::string, std::string>>{{"b", "1"}, {"a", "x"}});
  CHECK(r.string("empty") == std::nullopt);
  CHECK(r.string_or("absent", "z") == "z");
  CHECK_FALSE(r.has("empty"));
  CHECK(r.section("absent") == std::nullopt);
  auto sub = r.section("sub");
  REQUIRE(sub);
  CHECK(sub->path("x") == "sub.x");
  CHECK(sub->integer("x") == 1);
  const auto subs = r.sections("subs");
  REQUIRE(subs.size() == 2);
  CHECK(subs[0].first == "b");
  CHECK(subs[1].second.keys().empty());
  auto rows = r.list_of_sections("rows");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].path("x") == "rows[0].x");
  const auto placed = r.string_value("text");
  REQUIRE(placed);
  CHECK(placed->origin == Origin{OriginKind::file, "f.yaml:1:7"});
  r.finish();
  CHECK(lines(problems).empty());
  problems.throw_if_any("f.yaml");
}

TEST_CASE("all mistakes, by place") {
  const Yaml root = load(
      "name: [a]\n"
      "brnch: main\n"
      "on: yes\n"
      "count: 7\n"
      "port: \"80\"\n"
      "rate: .nan\n"
      "kind: ocl\n"
      "many: [a, {b: c}]\n"
      "map: {a: [1]}\n"
      "sub: text\n"
      "subs: {acme.io: 5}\n"
      "title: \"\"\n"
      "nul: \"\\0\"\n"
      "zzz: 1\n");
  Problems problems;
  Reader r(root, problems);
  CHECK(r.string("name") == std::nullopt);
  CHECK(r.string_or("branch", "main") == "main");
  CHECK(r.boolean("on") == std::nullopt);
  CHECK(r.integer("count", 1, 5) == std::nullopt);
  CHECK(r.integer("port") == std::nullopt);
  CHECK(r.number("rate", 0) == std::nullopt);
  constexpr auto kinds = std::to_array<std::string_view>({"classic", "oci"});
  CHECK(r.choice("kind", kinds) == std::nullopt);
  CHECK(r.strings("many") == std::vector<std::string>{"a"});
  CHECK(r.string_map("map").empty());
  CHECK(r.section("sub") == std::nullopt);
  auto subs = r.sections("subs");
  REQUIRE(subs.size() == 1);
  CHECK(subs[0].second.required_string("url").empty());
  CHECK(r.required_string("title").empty());
  CHECK(r.required_string("project").empty());
  CHECK(r.string("nul") == std::nullopt);
  r.finish();
  const std::vector<std::string> want = {
      "yaml_missing_key project@1:1",
      "yaml_wrong_type name@1:7 wanted=string got=list",
      "yaml_unknown_key brnch@2:1 try=branch",
      "yaml_wrong_type on@3:5 wanted=boolean got=string",
      "yaml_bad_value count@4:8 value=7 least=1 most=5",
      "yaml_wrong_type port@5:7 wanted=integer got=string",
      "yaml_wrong_type rate@6:7 wanted=number got=string",
      "yaml_bad_value kind@7:7 value=ocl allowed=classic, oci try=oci",
      "yaml_wrong_type many[1]@8:11 wanted=string got=map",
      "yaml_wrong_type map.a@9:10 wanted=string got=list",
      "yaml_wrong_type sub@10:6 wanted=map got=string",
      "yaml_wrong_type subs[\"acme.io\"]@11:17 wanted=map got=number",
      "yaml_bad_value title@12:8 why=empty",
      "yaml_bad_value nul@13:6 value=\\0",
      "yaml_unknown_key zzz@14:1",
  };
  CHECK(lines(problems) == want);
  CHECK_THROWS_AS(problems.throw_if_any("f.yaml"), Error);
}

TEST_CASE("a root that is no map is one mistake, not many") {
  const Yaml root = load("- a\n");
  Problems problems;
  Reader r(root, problems);
  CHECK(r.required_string("name").empty());
  r.finish();
  CHECK(lines(problems) == std::vector<std::string>{"yaml_wrong_type @1:1 wanted=map got=list"});
}

TEST_CASE("problems: each once, nested ones taken apart, a hundred at most") {
  Problems inner;
  inner.add(Reason::yaml_missing_key, {}, "a");
  Problems problems;
  problems.add(inner.error("x"));
  problems.add(inner.error("x"));
  CHECK(problems.error("f").more.size() == 1);
  CHECK(problems.error("f").more[0].reason == Reason::yaml_missing_key);
  for (int i = 0; i < 300; ++i) problems.add(Reason::yaml_unknown_key, {}, std::to_string(i));
  CHECK(problems.error("f").more.size() == 100);
  CHECK(problems.error("f").args.get("count") == "301");
}

TEST_CASE("line 10 comes after line 9") {
  const auto file = std::make_shared<const std::string>("C:/f.yaml");
  Problems problems;
  problems.add(Reason::yaml_missing_key, {file, 10, 1}, "late");
  problems.add(Reason::yaml_missing_key, {file, 9, 12}, "middle");
  problems.add(Reason::yaml_missing_key, {file, 9, 2}, "early");
  const Error error = problems.error("f");
  CHECK(error.more[0].args.get("what") == "early");
  CHECK(error.more[2].args.get("what") == "late");
}

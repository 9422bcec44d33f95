// Layers merge as Helm's do: examples taken from helm itself, and laws against a naive model.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "base/random.hpp"
#include "core/values.hpp"
#include "core/values_yaml.hpp"

namespace chatops::core {
namespace {

using nlohmann::json;

MergedValues merged(std::vector<ValuesLayer> layers) {
  return value_or_throw(merge_layers(layers));
}

TEST_CASE("files over files") {
  struct Case {
    std::string lower, upper, expected;
  };
  const Case cases[] = {
      {R"({"a":1})", R"({})", R"({"a":1})"},
      {R"({"a":{"b":1,"c":2}})", R"({"a":{"b":3}})", R"({"a":{"b":3,"c":2}})"},
      {R"({"a":{"b":1}})", R"({"a":null})", R"({"a":null})"},
      {R"({"a":null})", R"({"a":{"b":9}})", R"({"a":{"b":9}})"},
      {R"({"a":{"c":{"d":4,"w":1}}})", R"({"a":{"c":null}})", R"({"a":{"c":null}})"},
      {R"({"a":[1,2]})", R"({"a":[3]})", R"({"a":[3]})"},
      {R"({"a":{"b":1}})", R"({"a":7})", R"({"a":7})"},
      {R"({"a":7})", R"({"a":{"b":1}})", R"({"a":{"b":1}})"},
      {R"({"a":{"b":1}})", R"({"a":{}})", R"({"a":{"b":1}})"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.upper);
    CHECK(merged({{"l", json::parse(c.lower)}, {"u", json::parse(c.upper)}}).tree ==
          json::parse(c.expected));
  }
}

/// Observed: helm v4.3.1 template, a chart that prints toJson .Values.
TEST_CASE("the result over the chart's own values") {
  const json chart = json::parse(R"({"a":{"b":1,"c":{"d":2,"e":null},"nn":null},"nul":null,"top":5,
                      "map":{"x":1},"list":[1,null,{"x":null}]})");
  struct Case {
    std::string user, expected;
  };
  const Case cases[] = {
      {R"({})", R"({"a":{"b":1,"c":{"d":2}},"list":[1,null,{"x":null}],"map":{"x":1},"top":5})"},
      {R"({"nul":null,"top":null,"extra":null})",
       R"({"a":{"b":1,"c":{"d":2}},"extra":null,"list":[1,null,{"x":null}],"map":{"x":1}})"},
      {R"({"a":{"nn":null}})",
       R"({"a":{"b":1,"c":{"d":2},"nn":null},"list":[1,null,{"x":null}],"map":{"x":1},"top":5})"},
      {R"({"a":{"c":{"e":null,"d":null}}})",
       R"({"a":{"b":1,"c":{"e":null}},"list":[1,null,{"x":null}],"map":{"x":1},"top":5})"},
      {R"({"a":{"b":{"x":null}},"list":null,"map":7,"top":{"q":1}})",
       R"({"a":{"b":{"x":null},"c":{"d":2}},"map":7,"top":{"q":1}})"},
      {R"({"a":null,"nul":{"q":null}})",
       R"({"list":[1,null,{"x":null}],"map":{"x":1},"nul":{"q":null},"top":5})"},
      {R"({"a":{"c":null},"list":[{"y":null}]})",
       R"({"a":{"b":1},"list":[{"y":null}],"map":{"x":1},"top":5})"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.user);
    const MergedValues seen = over_chart(merged({{"u", json::parse(c.user)}}), {"chart", chart});
    CHECK(seen.tree == json::parse(c.expected));
  }
}

TEST_CASE("every leaf knows where it came from") {
  const MergedValues user =
      merged({{"common", json::parse(R"({"a":{"b":1,"c":2},"l":[1],"e":{}})")},
              {"env", json::parse(R"({"a":{"b":3},"l":[2],"x":{"y/z":1}})")}});
  const std::map<std::string, std::string> expected{
      {"/a/b", "env"}, {"/a/c", "common"}, {"/e", "common"}, {"/l", "env"}, {"/x/y~1z", "env"}};
  CHECK(user.origins == expected);
  const MergedValues seen =
      over_chart(user, {"chart", json::parse(R"({"a":{"b":0,"d":1},"e":{"f":1},"only":1})")});
  CHECK(seen.origins.at("/a/b") == "env");
  CHECK(seen.origins.at("/a/d") == "chart");
  CHECK(seen.origins.at("/e/f") == "chart");
  CHECK(seen.origins.at("/only") == "chart");
  CHECK_FALSE(seen.origins.contains("/e"));
}

TEST_CASE("what cannot be values is refused") {
  CHECK(merge_layers(std::vector<ValuesLayer>{{"f.yaml", json::array()}}).error().args.get("why") ==
        "not_a_map");
  json deep = 1;
  for (int i = 0; i < 200; ++i) deep = json{{"k", std::move(deep)}};
  const auto too_deep = merge_layers(std::vector<ValuesLayer>{{"f.yaml", deep}});
  CHECK(too_deep.error().reason == Reason::values_invalid);
  CHECK(too_deep.error().args.get("why") == "too_deep");
  CHECK(too_deep.error().args.get("what") == "f.yaml");
  const std::vector<ValuesLayer> large{{"f.yaml", {{"k", std::string(2U << 20U, 'x')}}}};
  CHECK(merge_layers(large).error().args.get("why") == "too_large");
}

TEST_CASE("paths") {
  struct Case {
    std::string path;
    std::vector<std::string> keys;
  };
  const Case cases[] = {{"a", {"a"}},
                        {"a.b.c", {"a", "b", "c"}},
                        {R"(a\.b.c)", {"a.b", "c"}},
                        {R"(a\\.b)", {"a\\", "b"}}};
  for (const Case& c : cases) CHECK(split_values_path(c.path).value() == c.keys);
  for (const char* bad : {"", ".", "a.", ".a", "a..b", "a\\"}) {
    CAPTURE(bad);
    CHECK_FALSE(split_values_path(bad));
  }
}

Application shop_with_paths() {
  Application out;
  out.components = {
      {.name = "api", .values = {"api.image.tag", "api.image.repository", "api.image.digest"}},
      {.name = "web", .values = {.tag = R"(tags.web\.v2)"}},
      {.name = "silent"}};
  return out;
}

std::map<std::string, BillLine> lines() {
  return {{"api",
           {.component = "api",
            .image = {"r.example.com", "api"},
            .version = "v1",
            .digest = "sha256:a"}},
          {"web", {.component = "web", .image = {"r.example.com", "web"}, .version = "v2"}},
          {"silent", {.component = "silent", .image = {"r.example.com", "s"}, .version = "v3"}}};
}

TEST_CASE("component versions become a layer of their own") {
  const auto layer = component_values(shop_with_paths(), lines()).value();
  CHECK(layer.origin == "selection");
  CHECK(layer.tree == json::parse(R"({"api":{"image":{"tag":"v1","repository":"r.example.com/api",
                                      "digest":"sha256:a"}},"tags":{"web.v2":"v2"}})"));
  Application apart;
  apart.components = {
      {.name = "api",
       .values = {.tag = "a.tag", .repository = "a.repo", .digest = {}, .registry = "a.host"}},
      {.name = "web",
       .values = {.tag = "w.tag", .repository = {}, .digest = "w.digest", .registry = {}}},
      {.name = "silent", .values = {.tag = {}, .image = "s.image"}}};
  CHECK(component_values(apart, lines()).value().tree == json::parse(R"({
      "a":{"tag":"v1","repo":"api","host":"r.example.com"},
      "w":{"tag":"v2","digest":""}, "s":{"image":"r.example.com/s:v3"}})"));
  Application clashing = shop_with_paths();
  clashing.components[1].values.tag = "api.image";
  CHECK(component_values(clashing, lines()).error().args.get("why") == "path_taken");
  clashing.components[1].values.tag = "api.image.tag.x";
  CHECK(component_values(clashing, lines()).error().args.get("why") == "path_taken");
  clashing.components[1].values.tag = "api.image.tag";
  CHECK(component_values(clashing, lines()).error().args.get("why") == "path_taken");
}

TEST_CASE("versions do not silently replace what somebody wrote otherwise") {
  const auto layer = component_values(shop_with_paths(), lines()).value();
  const auto fine = merge_with_selection({{"common.yaml", {{"api", {{"replicas", 2}}}}}}, layer);
  REQUIRE(fine);
  CHECK(fine->tree.at("api").at("replicas") == 2);
  CHECK(fine->origins.at("/api/image/tag") == "selection");

  struct Case {
    json lower;
    std::string what;
  };
  const Case cases[] = {{{{"api", "api:v0"}}, "api.image.digest"},
                        {{{"api", {{"image", "api:v0"}}}}, "api.image.digest"},
                        {{{"api", {{"image", {{"tag", {{"x", 1}}}}}}}}, "api.image.tag"}};
  for (const Case& c : cases) {
    const auto refused = merge_with_selection({{"common.yaml", c.lower}}, layer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::values_invalid);
    CHECK(refused.error().args.get("what") == c.what);
    CHECK(refused.error().args.get("where") == "common.yaml");
  }
  CHECK(merge_with_selection({{"c", {{"api", nullptr}}}}, layer));
  CHECK(merge_with_selection({{"c", {{"api", {{"image", {{"tag", "old"}}}}}}}}, layer));
}

json random_tree(Random& random, int depth) {
  json out = json::object();
  for (auto left = random.next() % 4; left > 0; --left) {
    const std::string key(1, static_cast<char>('a' + static_cast<char>(random.next() % 4)));
    switch (depth == 0 ? random.next() % 3 : random.next() % 6) {
      case 0: out[key] = nullptr; break;
      case 1: out[key] = random.next() % 10; break;
      case 2: out[key] = json::array({random.next() % 3}); break;
      default: out[key] = random_tree(random, depth - 1);
    }
  }
  return out;
}

/// Helm's mergeMaps, word for word.
json naive(json a, const json& b) {
  for (const auto& [key, value] : b.items()) {
    const bool both = value.is_object() && a.contains(key) && a[key].is_object();
    a[key] = both ? naive(a[key], value) : value;
  }
  return a;
}

void collect_leaves(const json& tree, const std::string& pointer, std::vector<std::string>& out) {
  for (const auto& [key, value] : tree.items()) {
    const std::string here = pointer + "/" + key;
    if (value.is_object() && !value.empty()) {
      collect_leaves(value, here, out);
    } else {
      out.push_back(here);
    }
  }
}

std::vector<std::string> origin_keys(const MergedValues& values) {
  std::vector<std::string> out;
  for (const auto& [pointer, origin] : values.origins) out.push_back(pointer);
  return out;
}

TEST_CASE("laws of merging") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const ValuesLayer a{"a", random_tree(random, 3)};
    const ValuesLayer b{"b", random_tree(random, 3)};
    const ValuesLayer c{"c", random_tree(random, 3)};
    const MergedValues all = merged({a, b, c});
    CHECK(all.tree == naive(naive(a.tree, b.tree), c.tree));
    CHECK(merged({a, {"e", json::object()}, b, c}).tree == all.tree);
    CHECK(merged({a, a}).tree == a.tree);
    CHECK(merged({{"ab", merged({a, b}).tree}, c}).tree == all.tree);

    // Leaves and origins are the same set, and each leaf's origin really has that leaf.
    std::vector<std::string> leaves;
    collect_leaves(all.tree, "", leaves);
    std::sort(leaves.begin(), leaves.end());
    CHECK(origin_keys(all) == leaves);
    const std::map<std::string, json> trees{{"a", a.tree}, {"b", b.tree}, {"c", c.tree}};
    for (const auto& [pointer, origin] : all.origins) {
      const json& from = trees.at(origin);
      const json::json_pointer place(pointer);
      REQUIRE(from.contains(place));
      CHECK(from.at(place) == all.tree.at(place));
    }
    const MergedValues seen = over_chart(merged({b}), a);
    leaves.clear();
    collect_leaves(seen.tree, "", leaves);
    std::sort(leaves.begin(), leaves.end());
    CHECK(origin_keys(seen) == leaves);
    CHECK(over_chart(merged({}), a).tree == over_chart(over_chart(merged({}), a), a).tree);
  }
}

TEST_CASE("the digest is that of the tree, not of its history") {
  const json tree = json::parse(R"({"b":1,"a":{"d":[1,2],"c":"ü"}})");
  CHECK(canonical(tree) == R"({"a":{"c":"ü","d":[1,2]},"b":1})");
  const MergedValues once = merged({{"x", tree}});
  const MergedValues pieces =
      merged({{"x", {{"b", 2}}}, {"y", {{"a", {{"c", "ü"}}}}}, {"z", tree}});
  CHECK(once.digest() == pieces.digest());
  CHECK(once.digest() != merged({{"x", {{"b", 1}}}}).digest());
}

TEST_CASE("values as YAML") {
  struct Case {
    json tree;
    std::string text;
  };
  const Case cases[] = {
      {json::object(), "{}\n"},
      {{{"a", "plain-1.2_x/y"}, {"b", "yes"}, {"c", "1.0"}, {"d", ""}, {"e", nullptr}},
       "a: plain-1.2_x/y\nb: \"yes\"\nc: \"1.0\"\nd: \"\"\ne: null\n"},
      {{{"y", true}, {"on", 1}, {"1", 2}, {"~", 3}},
       "\"1\": 2\n\"on\": 1\n\"y\": true\n\"~\": 3\n"},
      {{{"m", {{"k", {{"z", 1}}}, {"e", json::object()}}}}, "m:\n  e: {}\n  k:\n    z: 1\n"},
      {{{"l", {1, "no", {{"a", 1}, {"b", {2}}}, json::array({1, "x"})}}},
       "l:\n- 1\n- \"no\"\n- a: 1\n  b:\n  - 2\n- [1,\"x\"]\n"},
      {{{"s", "a: b #c\n中文\x7f\u2028\ufeff"}}, "s: \"a: b #c\\n中文\\u007f\\u2028\\ufeff\"\n"},
      {{{"s", "a\u202eb\U000e0041"}}, "s: \"a\\u202eb\\U000e0041\"\n"},
  };
  for (const Case& c : cases) CHECK(values_yaml(c.tree) == c.text);
  CHECK(values_yaml({{"a", {{"b", 1}}}, {"l", {1}}}, [](const std::string& pointer) {
          return "from " + pointer + "\n";
        }) == "a:\n  b: 1  # from /a/b \nl:  # from /l \n- 1\n");
}

}  // namespace
}  // namespace chatops::core

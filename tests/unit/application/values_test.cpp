// Values files mean what they mean to Helm. Expectations observed with helm v4.3.1 template on
// toJson .Values.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "application/values.hpp"
#include "base/random.hpp"
#include "core/values_yaml.hpp"

namespace chatops::application {
namespace {

using nlohmann::json;

TEST_CASE("plain scalars") {
  struct Case {
    std::string yaml, expected;
  };
  const Case cases[] = {
      {"yes", "true"},
      {"Off", "false"},
      {"y", "true"},
      {"N", "false"},
      {"yEs", "\"yEs\""},
      {"~", "null"},
      {"Null", "null"},
      {"", "null"},
      {"\"yes\"", "\"yes\""},
      {"'~'", "\"~\""},
      {"010", "8"},
      {"08", "8.0"},
      {"0o17", "15"},
      {"0o8", "\"0o8\""},
      {"-0o7", "-7"},
      {"0x1F", "31"},
      {"-0x1F", "-31"},
      {"+0x1F", "31"},
      {"0b11", "3"},
      {"0b2", "\"0b2\""},
      {"0X1f", "31"},
      {"1_000", "1000"},
      {"1_", "1"},
      {"_1", "\"_1\""},
      {"0x_F", "15"},
      {"0_7", "7"},
      {"-010", "-8"},
      {"+5", "5"},
      {"-0", "0"},
      {"0", "0"},
      {"00", "0"},
      {"12345678901", "12345678901"},
      {"1e3", "1000.0"},
      {"1e_3", "1000.0"},
      {"1E3", "1000.0"},
      {"1e", "\"1e\""},
      {"1.10", "1.1"},
      {".5", "0.5"},
      {"5.", "5.0"},
      {"+.5", "0.5"},
      {".", "\".\""},
      {"1.2.3", "\"1.2.3\""},
      {"1:20", "\"1:20\""},
      {"1e400", "\"1e400\""},
      {"1e-7", "1e-07"},
      {"0x", "\"0x\""},
      {"++5", "\"++5\""},
      {"0x1.8p1", "\"0x1.8p1\""},
      {"Infinity", "\"Infinity\""},
      {"nan", "\"nan\""},
      {"2024-01-01", "\"2024-01-01\""},
      {"=", "\"=\""},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551616", "1.8446744073709552e+19"},
      {"-0x8000000000000000", "-9223372036854775808"},
      {"0x10000000000000000", "\"0x10000000000000000\""},
      {"0777777777777777777777777", "7.777777777777778e+23"},
      {"|\n  yes\n", "\"yes\\n\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.yaml);
    const auto tree = read_values("f.yaml", std::string("k: ") + c.yaml + "\n");
    REQUIRE(tree);
    CHECK(tree->at("k").dump() == c.expected);
  }
}

TEST_CASE("keys and merges") {
  struct Case {
    std::string yaml, expected;
  };
  const Case cases[] = {
      {"", "{}"},
      {"# nothing\n", "{}"},
      {"on: 1\n'off': 2\n5: 3\n010: 4\n1_1: 5", R"({"11":5,"5":3,"8":4,"off":2,"true":1})"},
      {"f: &f {a: 1, b: {c: 1}}\nx: {<<: *f, b: 3}",
       R"({"f":{"a":1,"b":{"c":1}},"x":{"a":1,"b":3}})"},
      {"f: &f {a: 1}\nw: {a: 0, <<: [*f, {a: 9, z: 2}]}", R"({"f":{"a":1},"w":{"a":1,"z":2}})"},
      {"\"<<\": 5", R"({"<<":5})"},
      {"a: [1, [2], {b: ~}]", R"({"a":[1,[2],{"b":null}]})"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.yaml);
    const auto tree = read_values("f.yaml", c.yaml);
    REQUIRE(tree);
    CHECK(*tree == json::parse(c.expected));
  }
}

TEST_CASE("what is refused says where") {
  struct Case {
    std::string yaml, why, where;
  };
  const Case cases[] = {
      {"a: 1\nb: {c: .inf}", "not_finite", "f.yaml:2:8"},
      {"~: 1", "null_key", "f.yaml:1:1"},
      {"a:\n  1.5: x", "float_key", "f.yaml:2:3"},
      {"yes: 1\non: 2", "key_twice", "f.yaml:2:1"},
      {"- 1", "not_a_map", "f.yaml:1:1"},
      {"text", "not_a_map", "f.yaml:1:1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.yaml);
    const auto refused = read_values("f.yaml", c.yaml);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == Reason::values_invalid);
    CHECK(refused.error().args.get("why") == c.why);
    CHECK(refused.error().args.get("where") == c.where);
  }
  CHECK(read_values("f.yaml", "a: [").error().reason == Reason::yaml_syntax);
  for (const char* bad : {"<<: 5", "<<: [{a: 1}, 2]", "<<:"}) {
    CHECK(read_values("f.yaml", bad).error().args.get("why") == "bad_merge");
  }
  CHECK(read_values("f.yaml", "a: 1\na: 2").error().reason == Reason::config_invalid);
}

TEST_CASE("a chart's own values: the last of two keys, floats as keys, several documents") {
  const auto read =
      read_chart_values("shop/values.yaml",
                        "\xEF\xBB\xBFredis:\r\n  replica: {count: 1}\r\n  auth: {}\r\n"
                        "  replica: {count: 2}\r\n1.20: x\r\n1e10: z\r\nyes: 1\r\non: 2\r\n");
  REQUIRE(read);
  CHECK(
      read->tree ==
      json::parse(R"({"redis":{"replica":{"count":2},"auth":{}},"1.2":"x","1e+10":"z","true":2})"));
  REQUIRE(read->remarks.size() == 2);
  CHECK(read->remarks[0].reason == Reason::chart_key_twice);
  CHECK(read->remarks[0].args.get("what") == "replica");
  CHECK(read->remarks[0].args.get("where") == "shop/values.yaml:4:3");
  CHECK(read->remarks[1].args.get("where") == "shop/values.yaml:8:1");
  const auto documents = read_chart_values(
      "v", "a: {b: 1, c: 1}\n---\na: {b: 2}\na: {b: 3}\n---  \n# nothing\n--- # a word\nd: 4\n");
  REQUIRE(documents);
  CHECK(documents->tree == json::parse(R"({"a":{"b":3,"c":1},"d":4})"));
  REQUIRE(documents->remarks.size() == 1);
  CHECK(documents->remarks[0].args.get("where") == "v:4:1");
  CHECK(read_chart_values("v", "")->tree == json::object());
  CHECK(read_chart_values("v", "- 1").error().args.get("why") == "not_a_map");
  CHECK(read_chart_values("v", "a: .inf").error().args.get("why") == "not_finite");
}

std::string random_text(Random& random) {
  const char* const pieces[] = {"yes",
                                "no",
                                "0x1",
                                "1_0",
                                " ",
                                ":",
                                "#",
                                "-",
                                "中",
                                "\n",
                                "\t",
                                "\"",
                                "'",
                                "~",
                                "null",
                                "<<",
                                "*a",
                                "&b",
                                "!c",
                                "%",
                                "@",
                                "|",
                                ">",
                                "{",
                                "}",
                                "[",
                                "]",
                                ",",
                                "?",
                                "\\",
                                ".5",
                                "e3",
                                "\xc2\x85",
                                "\xe2\x80\xa8",
                                "\xef\xbb\xbf",
                                "\x7f",
                                "\x01",
                                "a",
                                "Z",
                                "/"};
  std::string out;
  for (auto left = random.next() % 5; left > 0; --left) {
    out += pieces[random.next() % std::size(pieces)];
  }
  return out;
}

json random_value(Random& random, int depth) {
  switch (random.next() % (depth == 0 ? 6 : 9)) {
    case 0: return nullptr;
    case 1: return random.next() % 2 == 0;
    case 2: return static_cast<std::int64_t>(random.next());
    case 3: return static_cast<double>(random.next() % 1000) / 8;
    case 4:
    case 5: return random_text(random);
    case 6: {
      json out = json::array();
      for (auto left = random.next() % 4; left > 0; --left) {
        out.push_back(random_value(random, depth - 1));
      }
      return out;
    }
    default: {
      json out = json::object();
      for (auto left = random.next() % 4; left > 0; --left) {
        out[random_text(random)] = random_value(random, depth - 1);
      }
      return out;
    }
  }
}

TEST_CASE("what is written as YAML is read back the same") {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SeededRandom random(seed);
    json tree = json::object();
    for (auto left = random.next() % 5; left > 0; --left) {
      tree[random_text(random)] = random_value(random, 4);
    }
    const std::string text = core::values_yaml(tree);
    CAPTURE(seed);
    CAPTURE(text);
    const auto back = read_values("f.yaml", text);
    REQUIRE_MESSAGE(back, std::string(back.error().args.get("where")));
    CHECK(*back == tree);
  }
}

}  // namespace
}  // namespace chatops::application

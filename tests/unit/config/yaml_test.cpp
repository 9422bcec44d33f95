// Reading YAML: what is read, where it stands, and what is refused.
// SPDX-License-Identifier: Apache-2.0
#include "config/yaml.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "base/text.hpp"
#include "config/problems.hpp"
#include "fixture.hpp"

using namespace chatops;          // NOLINT: a test's file
using namespace chatops::config;  // NOLINT: a test's file
using config::testing::load;

namespace {

Error refusal(std::string_view text, const YamlLimits& limits = {}) {
  const auto result = load_yaml(text, "f.yaml", limits);
  REQUIRE_FALSE(result);
  return result.error();
}

std::string repeated(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace

TEST_CASE("kinds, texts and quotes") {
  const Yaml root = load(
      "plain: text\n"
      "number: 010\n"
      "yes: no\n"
      "quoted: 'no'\n"
      "double: \"a\\nb\\u4e2d\"\n"
      "block: |\n"
      "  one\n"
      "  two\n"
      "tagged: !!str 5\n"
      "forced: !!int \"5\"\n"
      "nothing:\n"
      "tilde: ~\n"
      "list: [a, [b], {c: d}]\n"
      "\"null\": {}\n");
  REQUIRE(root.is_map());
  struct {
    const char* key;
    const char* text;
    bool quoted;
  } const scalars[] = {{"plain", "text", false},   {"number", "010", false},
                       {"yes", "no", false},       {"quoted", "no", true},
                       {"double", "a\nb中", true}, {"block", "one\ntwo\n", true},
                       {"tagged", "5", true},      {"forced", "5", false}};
  for (const auto& want : scalars) {
    CAPTURE(want.key);
    const Yaml* found = root.find(want.key);
    REQUIRE(found != nullptr);
    CHECK(found->is_scalar());
    CHECK(found->text == want.text);
    CHECK(found->quoted == want.quoted);
  }
  CHECK(root.find("nothing")->is_null());
  CHECK(root.find("tilde")->is_null());
  CHECK(root.find("absent") == nullptr);
  const Yaml* list = root.find("list");
  REQUIRE(list->items.size() == 3);
  CHECK(list->items[1].items[0].text == "b");
  CHECK(list->items[2].find("c")->text == "d");
  CHECK(root.entries.front().key == "plain");
  CHECK(root.entries.back().key_quoted);
}

TEST_CASE("marks count lines and characters from one") {
  const Yaml root = load("标题: 在线教室\nmap:\n  中文: {键: 值, b: [1, 2]}\n");
  CHECK(root.mark.where() == "f.yaml:1:1");
  CHECK(root.find("标题")->mark.where() == "f.yaml:1:5");
  const YamlEntry& inner = root.find("map")->entries.front();
  CHECK(inner.key_mark.where() == "f.yaml:3:3");
  CHECK(inner.value.find("键")->mark.where() == "f.yaml:3:11");
  CHECK(inner.value.find("b")->items[1].mark.where() == "f.yaml:3:21");
  CHECK(load("\xEF\xBB\xBFkey: v").find("key")->mark.where() == "f.yaml:1:6");
  CHECK(load("\r\n\r\nkey: v\r\n").find("key")->mark.where() == "f.yaml:3:6");
  CHECK(Mark{}.where().empty());
}

TEST_CASE("empty texts are null") {
  for (const char* text :
       {"", "\n\n", "# only a word\n", "---\n", "---\n...\n", "null", "\xEF\xBB\xBF"}) {
    CAPTURE(text);
    const auto root = load_yaml(text, "f.yaml");
    REQUIRE(root);
    CHECK(root->is_null());
    CHECK(root->mark.line >= 1);
  }
  CHECK(load("---\na: 1\n---\n").find("a")->text == "1");
}

TEST_CASE("escapes become characters") {
  const Yaml root = load(R"(a: "\N\_\u0085\L\xe9\U0001F600é\N")");
  CHECK(root.find("a")->text ==
        "\xC2\x85\xC2\xA0\xC2\x85\xE2\x80\xA8\xC3\xA9\xF0\x9F\x98\x80\xC3\xA9\xC2\x85");
}

TEST_CASE("aliases are copies") {
  const Yaml root = load("base: &b {image: x, list: [1]}\nuse: *b\nkey: &k name\n*k : v\n");
  CHECK(root.find("use")->find("image")->text == "x");
  CHECK(root.find("use")->mark.where() == "f.yaml:2:6");
  CHECK(root.find("name")->text == "v");
  const Yaml redefined = load("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
  CHECK(redefined.find("b")->text == "1");
  CHECK(redefined.find("d")->text == "2");
}

TEST_CASE("merges: what stands before is replaced, what comes after stays, as in Helm") {
  const Yaml root = load(
      "base: &base {a: 1, b: 1}\nlate: {a: 0, <<: *base, b: 2}\n"
      "list: {<<: [*base, {a: 9, c: 3}]}\n\"<<\": text\n");
  const Yaml* late = root.find("late");
  REQUIRE(late->entries.size() == 2);
  CHECK(late->find("a")->text == "1");
  CHECK(late->find("b")->text == "2");
  CHECK(root.find("list")->find("a")->text == "1");
  CHECK(root.find("list")->find("c")->text == "3");
  CHECK(root.find("<<")->text == "text");
}

TEST_CASE("a mark at the front and line ends of other systems make no difference") {
  const std::string unix_text = "a: |\n  one\n  two\nb: {c: [1, x]}\nd: \"e\\r\\n\"\n";
  const std::string windows = "\xEF\xBB\xBF" + replace_all(unix_text, "\n", "\r\n");
  const std::string old_mac = replace_all(unix_text, "\n", "\r");
  for (const std::string& text : {windows, old_mac}) {
    CHECK(to_yaml(load(text)) == to_yaml(load(unix_text)));
  }
  for (const std::string& text : {std::string("\xFF\xFE"
                                              "a\0:\0",
                                              6),
                                  std::string("\xFE\xFF\0a", 4), std::string("a\0:\0 \0b\0", 8)}) {
    const Error error = refusal(text);
    CHECK(error.reason == Reason::yaml_syntax);
    CHECK(error.args.get("why") == "utf16");
  }
}

TEST_CASE(
    "somebody else's file: the last of two keys counts and is told, later documents are not read") {
  Problems twice;
  const auto root = load_foreign_yaml("a: {x: 1}\nb: 1\na: {y: 2}\nc: {d: 1, 'd': 2}\n---\na: 3\n",
                                      "values.yaml", twice);
  REQUIRE(root);
  CHECK(root->find("a")->find("x") == nullptr);
  CHECK(root->find("a")->find("y")->text == "2");
  CHECK(root->find("c")->find("d")->text == "2");
  REQUIRE(twice.all().size() == 2);
  CHECK(twice.all()[0].reason == Reason::yaml_duplicate_key);
  CHECK(twice.all()[0].args.get("what") == "a");
  CHECK(twice.all()[0].args.get("where") == "values.yaml:3:1");
  CHECK(twice.all()[0].args.get("first") == "values.yaml:1:1");
  CHECK(twice.all()[1].args.get("where") == "values.yaml:4:11");
  CHECK(load_foreign_yaml("a: [", "values.yaml", twice).error().reason == Reason::yaml_syntax);
}

TEST_CASE("what cannot be read is located") {
  struct {
    std::string text;
    const char* where;
  } const rows[] = {
      {"a: b: c\n", "f.yaml:1:5"},
      {"a: [1, 2\n", "f.yaml:2:1"},
      {"a: 'x\n", "f.yaml:1:4"},
      {"a: \"x\n  \n", "f.yaml:1:4"},
      {"a: 1\nb: &x !!str\n  'it''s\n", "f.yaml:3:3"},
      {"a:\n\t- b\n", "f.yaml:2:1"},
      {"a: *none\n", "f.yaml:1:4"},
      {"a: &x [*x]\n", "f.yaml:1:8"},
      {"中: \xFF\n", "f.yaml:1:4"},
      {"a: \x01\n", "f.yaml:1:4"},
      {"a: b\x04\nc: d", "f.yaml:1:5"},
      {std::string("a: \0b\n", 7), "f.yaml:1:4"},
      {"a: \xC2\x9B\n", "f.yaml:1:4"},
      {"\xFF\xFE"
       "a\0",
       "f.yaml:1:1"},
      {"{a: 1}: b\n", "f.yaml:1:1"},
      {"a: !!binary aGk=\n", "f.yaml:1:4"},
      {"a: 1\n---\nb: 2\n", "f.yaml:3:1"},
      {"<<: 5\n", "f.yaml:1:1"},
      {"a: &a {b: 1}\n<<: [*a, 2]\n", "f.yaml:2:10"},
      {"a: \"\\ud800\"\n", "f.yaml:1:7"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const Error error = refusal(row.text);
    CHECK(code_of(error.reason) == "yaml_syntax");
    CHECK(error.args.get("where") == row.where);
    CHECK(error.args.get("why") != "");
  }
}

TEST_CASE("every duplicate key is found, and the first one counts") {
  const char* text = "a: 1\nb: {x: 1, x: 2}\na: 3\n'b': 4\n";
  const Error error = refusal(text);
  CHECK(error.reason == Reason::config_invalid);
  CHECK(error.args.get("what") == "f.yaml");
  CHECK(error.args.get("count") == "3");
  REQUIRE(error.more.size() == 3);
  CHECK(error.more[0].args.get("where") == "f.yaml:2:11");
  CHECK(error.more[0].args.get("first") == "f.yaml:2:5");
  CHECK(error.more[1].args.get("what") == "a");
  CHECK(error.more[2].args.get("where") == "f.yaml:4:1");

  Problems problems;
  const auto root = load_yaml(text, "f.yaml", problems);
  REQUIRE(root);
  CHECK(root->find("a")->text == "1");
  CHECK(problems.all().size() == 3);
}

TEST_CASE("size, depth and nodes have caps") {
  CHECK(refusal("a: 12345", {.bytes = 7}).reason == Reason::config_too_large);
  CHECK(load_yaml("a: 12345", "f", {.bytes = 8}));

  CHECK(load_yaml(repeated("[", 64) + repeated("]", 64), "f"));
  CHECK(refusal(repeated("[", 65) + repeated("]", 65)).reason == Reason::yaml_too_deep);
  CHECK(refusal(repeated("[", 200'000)).reason == Reason::yaml_too_deep);
  CHECK(refusal(repeated("{a: ", 100'000)).reason == Reason::yaml_too_deep);
  CHECK(refusal(repeated("- ", 100'000)).reason == Reason::yaml_too_deep);
  std::string steps;
  for (int i = 0; i < 70; ++i) steps += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK(refusal(steps).reason == Reason::yaml_too_deep);

  CHECK(load_yaml("[1, 2, 3]", "f", {.nodes = 4}));
  CHECK(refusal("[1, 2, 3, 4]", {.nodes = 4}).reason == Reason::yaml_too_many_nodes);
}

TEST_CASE("one very long line takes no longer than many short ones") {
  std::string line = "[";
  for (int i = 0; i < 90'000; ++i) line += "键, ";
  const Yaml root = load(line + "e]");
  CHECK(root.items.back().mark.where() == "f.yaml:1:270002");
}

TEST_CASE("depth is counted through aliases") {
  const std::string text = "a: &a [[[[1]]]]\nb: [[[[*a]]]]\n";
  CHECK(load_yaml(text, "f", {.depth = 9}));
  const Error error = refusal(text, {.depth = 8});
  CHECK(error.reason == Reason::yaml_too_deep);
  CHECK(error.args.get("where") == "f.yaml:2:8");
}

TEST_CASE("a billion laughs are refused before they are laughed") {
  std::string laughs = "l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*l" + std::to_string(i - 1);
    laughs += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [" + before;
    laughs += repeated(", " + before, 9) + "]\n";
  }
  const Error error = refusal(laughs);
  CHECK(error.reason == Reason::yaml_too_many_nodes);
  CHECK(error.args.get("where").starts_with("f.yaml:5:"));

  // Few nodes, one of them long: 300 KB a hundred times.
  const std::string heavy =
      "a: &a " + std::string(300'000, 'x') + "\nb: [" + repeated("*a, ", 100) + "]\n";
  CHECK(refusal(heavy).reason == Reason::yaml_too_many_nodes);
}

TEST_CASE("set keeps the place of a key") {
  Yaml node;
  node.set("a", Yaml::plain("1"));
  node.set("b", Yaml::plain("true"));
  node.set("a", Yaml::string("2"));
  CHECK(to_yaml(node) == "a: \"2\"\nb: true\n");
}

TEST_CASE("files that are missing, unreadable or too large") {
  const auto missing = load_yaml_file("/nonexistent/x.yaml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().reason == Reason::config_not_found);
  CHECK(missing.error().args.get("what") == "/nonexistent/x.yaml");
  const auto folder = load_yaml_file("/");
  REQUIRE_FALSE(folder);
  CHECK(folder.error().reason == Reason::config_unreadable);
  const auto endless = load_yaml_file("/dev/zero", {.bytes = 4096});
  REQUIRE_FALSE(endless);
  CHECK(endless.error().reason == Reason::config_too_large);
}

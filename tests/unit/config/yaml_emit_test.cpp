// Writing YAML: a text that reads back as what was written, also by readers of YAML 1.1.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <random>

#include "config/yaml.hpp"

using namespace chatops;          // NOLINT: a test's file
using namespace chatops::config;  // NOLINT: a test's file

namespace {

bool same(const Yaml& a, const Yaml& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key) return false;
    if (!same(a.entries[i].value, b.entries[i].value)) return false;
  }
  return true;
}

/// Pieces that have a meaning somewhere in YAML, and some that have none.
constexpr auto pieces = std::to_array<std::string_view>({"a",
                                                         "Z9",
                                                         " ",
                                                         "  ",
                                                         "\n",
                                                         "\n\n",
                                                         "\t",
                                                         ":",
                                                         ": ",
                                                         "#",
                                                         " #",
                                                         "-",
                                                         "- ",
                                                         "?",
                                                         "|",
                                                         ">",
                                                         "'",
                                                         "\"",
                                                         "\\",
                                                         "{",
                                                         "}",
                                                         "[",
                                                         "]",
                                                         ",",
                                                         "&",
                                                         "*",
                                                         "!",
                                                         "%",
                                                         "@",
                                                         "`",
                                                         "~",
                                                         "...",
                                                         "---",
                                                         "中文",
                                                         "😀",
                                                         "\r",
                                                         "\x7F",
                                                         "\x01",
                                                         "\xC2\x85",
                                                         "\xE2\x80\xA8",
                                                         "\xEF\xBB\xBF",
                                                         "\xC2\xA0",
                                                         "0",
                                                         "1e3",
                                                         "=",
                                                         "<<"});

struct Maker {
  std::mt19937 random;
  std::size_t below(std::size_t n) { return random() % n; }
  std::string text() {
    std::string out;
    for (auto n = below(6); n > 0; --n) out += pieces[below(pieces.size())];
    return out;
  }
  Yaml node(int depth) {
    switch (below(depth > 0 ? 6 : 3)) {
      case 0: return Yaml();
      case 1: return Yaml::plain(std::to_string(static_cast<long long>(below(2000)) - 1000));
      case 2: return Yaml::string(text());
      case 3: {
        Yaml list = Yaml::list();
        for (auto n = below(4); n > 0; --n) list.items.push_back(node(depth - 1));
        return list;
      }
      default: {
        Yaml map = Yaml::map();
        for (auto n = below(4); n > 0; --n) map.set(text(), node(depth - 1));
        return map;
      }
    }
  }
};

}  // namespace

TEST_CASE("block style") {
  Yaml root;
  root.set("name", Yaml::string("classroom"));
  root.set("empty list", Yaml::list());
  root.set("empty map", Yaml::map());
  root.set("nothing", Yaml());
  root.set("list", Yaml::list({Yaml::string("a"), Yaml::list({Yaml::plain("1"), Yaml::plain("2")}),
                               Yaml::map()}));
  Yaml port;
  port.set("name", Yaml::string("http"));
  port.set("number", Yaml::plain("80"));
  port.set("more", Yaml::list({Yaml::plain("false")}));
  root.set("ports", Yaml::list({port, port}));
  root.set("script", Yaml::string("echo 一\n\n  exit\n"));
  root.set("cut", Yaml::string("a\nb"));
  CHECK(to_yaml(root) ==
        "name: classroom\n"
        "empty list: []\n"
        "empty map: {}\n"
        "nothing: null\n"
        "list:\n"
        "  - a\n"
        "  - - 1\n"
        "    - 2\n"
        "  - {}\n"
        "ports:\n"
        "  - name: http\n"
        "    number: 80\n"
        "    more:\n"
        "      - false\n"
        "  - name: http\n"
        "    number: 80\n"
        "    more:\n"
        "      - false\n"
        "script: |\n"
        "  echo 一\n"
        "\n"
        "    exit\n"
        "cut: |-\n"
        "  a\n"
        "  b\n");
  CHECK(to_yaml(Yaml()) == "null\n");
  CHECK(to_yaml(Yaml::list({Yaml::string("a\nb\n")})) == "- |\n  a\n  b\n");
}

TEST_CASE("strings that look like something else are quoted") {
  for (const char* text : {"",      "~",     "null",       "Null",
                           "true",  "False", "yes",        "NO",
                           "on",    "off",   "y",          "N",
                           "1",     "010",   "0x1F",       "0o7",
                           "1_000", "1.10",  "-1",         "+1",
                           ".5",    "1e3",   ".inf",       "-.INF",
                           ".NaN",  "1:20",  "<<",         "=",
                           "0b1",   "12e03", "2026-11-24", "2026-11-24T07:05:57Z",
                           "-",     "- a",   "?",          "a: b",
                           "a #b",  "a:",    "#a",         " a",
                           "a ",    "*a",    "&a",         "!a",
                           "%a",    "@a",    "`a",         "{a",
                           "[a",    ",a",    "'a",         "\"a",
                           "|",     ">",     "---",        "...",
                           "a\tb",  "a\rb",  "a\n\nb\n\n", "\na",
                           " \n",   "a \nb", "\xC2\x85",   "\x1B[31m"}) {
    CAPTURE(text);
    const std::string written = to_yaml(Yaml::string(text));
    CHECK(written.front() == '"');
    const auto read = load_yaml(written, "f");
    REQUIRE(read);
    CHECK(read->text == text);
    CHECK(read->quoted);
  }
  for (const char* text : {"a", "a:b", "a#b", "中文", "main-12-abc1234", "acme.io/x", "a - b",
                           "http://x/?y=z", "v1.2.3"}) {
    CAPTURE(text);
    CHECK(to_yaml(Yaml::string(text)) == std::string(text) + "\n");
  }
}

TEST_CASE("numbers and booleans stay what they are") {
  for (const char* text : {"1", "-5", "010", "true", "no", "1.50", "0x1F"}) {
    const auto read = load_yaml(to_yaml(Yaml::plain(text)), "f");
    REQUIRE(read);
    CHECK(read->text == text);
    CHECK_FALSE(read->quoted);
  }
  CHECK(to_yaml(value_or_throw(load_yaml("1: a\n'2': b\n~: c\n\"true\": d\n", "f"))) ==
        "1: a\n\"2\": b\nnull: c\n\"true\": d\n");
}

TEST_CASE("keys too long for one line with their value") {
  Yaml root;
  Yaml inner;
  inner.set(std::string(1500, 'k'), Yaml::list({Yaml::string("a")}));
  inner.set(std::string(500, 'k') + "\n", inner);
  root.set("list", Yaml::list({inner}));
  const std::string written = to_yaml(root);
  CHECK(written.starts_with("list:\n  - ? kkk"));
  const auto read = load_yaml(written, "f");
  REQUIRE(read);
  CHECK(same(root, *read));
}

TEST_CASE("whatever is written reads back") {
  for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
    Maker maker{std::mt19937(seed)};
    const Yaml made = maker.node(4);
    const std::string written = to_yaml(made);
    CAPTURE(seed);
    CAPTURE(written);
    const auto read = load_yaml(written, "f");
    REQUIRE(read);
    REQUIRE(same(made, *read));
    REQUIRE(to_yaml(*read) == written);
  }
}

// Width, safety, tables and YAML: the small parts that everything printed goes through.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/width.hpp"
#include "render/grid.hpp"
#include "render/safe.hpp"
#include "render/yaml.hpp"

using namespace chatops;
using namespace chatops::render;

TEST_CASE("columns a text takes") {
  struct Row {
    std::string_view text;
    int columns;
  };
  const Row rows[] = {{"", 0},   {"abc", 3}, {"在线教室", 8}, {"e\u0301", 1},  {"Ａ", 2},
                      {"😀", 2}, {"ｱ", 1},   {"한글", 4},     {"a\u200Bb", 2}, {"\x80", 1}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(display_width(row.text) == row.columns);
  }
}

TEST_CASE("broken UTF-8 decodes byte by byte and never reads past the end") {
  for (const std::string_view text :
       {"\xE4\xB8", "\xF0\x9F\x98", "\xC0\x80", "\xED\xA0\x80", "\xFF", "\xE4"}) {
    CAPTURE(text.size());
    CHECK(decode_utf8(text).character == 0xFFFD);
    CHECK(decode_utf8(text).bytes == 1);
  }
}

TEST_CASE("what is dangerous to a terminal never reaches it raw") {
  struct Row {
    std::string_view text, line;
  };
  const Row rows[] = {
      {"plain 文本", "plain 文本"},
      {"a\x1b]0;title\x07", "a\uFFFD]0;title\uFFFD"},
      {"a\nb\tc\r", "a b c"},
      {"\xC2\x9B"
       "31m",
       "\uFFFD31m"},                       // C1 CSI
      {"abc\u202Edcba", "abc\uFFFDdcba"},  // right-to-left override
      {"\u2066x\u2069", "\uFFFDx\uFFFD"},  // isolates
      {"bad \xFF byte", "bad \uFFFD byte"},
      {"\x7F", "\uFFFD"},
  };
  for (const Row& row : rows) CHECK(safe_line(row.text) == row.line);
  CHECK(safe_text("a\n\tb\x1b") == "a\n\tb\uFFFD");
}

TEST_CASE("tables align double-width text, drop empty columns and end lines without blanks") {
  const Grid grid{{"NAME", "EMPTY", "STATE"},
                  {{{"在线"}, {""}, {"ready"}}, {{"portal"}, {""}, {"a\x1b[2J"}}}};
  CHECK(to_text({}, grid) == "NAME    STATE\n在线    ready\nportal  a\uFFFD[2J\n");
  const Grid none{{"NAME", "STATE"}, {}};
  CHECK(to_text({}, none) == "NAME  STATE\n");
  const std::string coloured_text = to_text({.colour = true}, {{"A"}, {{{"x", Tone::bad}}}});
  CHECK(coloured_text == "\x1b[2mA\x1b[0m\n\x1b[31mx\x1b[0m\n");
}

TEST_CASE("YAML quotes what could be read as something else") {
  using nlohmann::json;
  struct Row {
    json value;
    std::string wanted;
  };
  const Row rows[] = {
      {json::parse(R"({"a":"yes","b":"1","c":"word","d":"","e":null,"f":true,"g":1.5})"),
       "a: \"yes\"\nb: \"1\"\nc: word\nd: \"\"\ne: null\nf: true\ng: 1.5\n"},
      {json::parse(R"({"list":[1,"x",{"k":"v","m":[]}],"empty":{}})"),
       "empty: {}\nlist:\n- 1\n- x\n- k: v\n  m: []\n"},
      {json::parse(R"({"text":"one\ntwo\n"})"), "text: |\n  one\n  two\n"},
      {json::parse(R"({"text":"one\ntwo"})"), "text: \"one\\ntwo\"\n"},
      {json::parse(R"({"no: colon":"a: b","y":"~"})"), "\"no: colon\": \"a: b\"\n\"y\": \"~\"\n"},
      {json::parse(R"(["中文"])"), "- \"中文\"\n"},
      {json("x"), "x\n"},
  };
  for (const Row& row : rows) CHECK(to_yaml(row.value) == row.wanted);
  CHECK(to_yaml(json::parse(R"({"a":{"b/c":1},"d":"t\nu\n"})"),
                json::parse(R"({"/a/b~1c":"common.yaml","/d":"env.yaml"})")) ==
        "a:\n  b/c: 1  # common.yaml\nd: |  # env.yaml\n  t\n  u\n");
}

TEST_CASE("a table keeps to the terminal: the widest cells are cut, between whole characters") {
  const Grid grid{
      {"COMPONENT", "VERSION", "AUTHOR", "NOTE"},
      {{{"chat"}, {"feature-breakout-rooms-12-0a1b2c3"}, {"李👩‍💻四"}, {"waiting"}},
       {{"网关"}, {"main-1"}, {"🏴‍☠️\x1b[31m"}, {"很长的说明很长的说明"}}}};
  for (int columns = 8; columns < 120; ++columns) {
    std::string text = to_text({.columns = columns}, grid);
    CAPTURE(columns);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.starts_with("COMPO"));
    while (!text.empty()) {
      const std::string line = text.substr(0, text.find('\n'));
      text.erase(0, line.size() + 1);
      CHECK(display_width(line) <= columns);
    }
  }
  CHECK(to_text({.columns = 40},
                {{"A", "B"}, {{{"0123456789012345678901234"}, {"01234567890123456789"}}}}) ==
        "A                    B\n012345678901234567…  012345678901234567…\n");
  CHECK(to_text({}, grid).find("feature-breakout-rooms-12-0a1b2c3") != std::string::npos);
  Grid whole = grid;
  whole.whole = true;
  CHECK(to_text({.columns = 20}, whole) == to_text({}, grid));
}

TEST_CASE("marks of direction and unseen characters are not passed on, flags are") {
  for (const char* text : {"\u061c", "\u202e", "\u2066", "\u2060", "\u200b", "\ufeff", "\x9b"})
    CHECK(safe_line(text) != text);
  for (const char* text : {"🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍💻", "ที่", "é"})
    CHECK(safe_line(text) == text);
  CHECK(safe_line("a\U000E0041b") == "a\uFFFDb");
}

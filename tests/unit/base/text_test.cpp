// Pieces of text, and what somebody may have meant.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <type_traits>

#include "base/error.hpp"

using namespace chatops;

TEST_CASE("of a text that goes away there is a copy, and no view") {
  const std::string stays = " a ";
  static_assert(std::is_same_v<decltype(trim(stays)), std::string_view>);
  static_assert(std::is_same_v<decltype(trim(std::string())), std::string>);
  static_assert(std::is_same_v<decltype(trim(true ? stays : "")), std::string>);  // is const
  static_assert(std::is_same_v<decltype(clip(std::string(), 1)), std::string>);
  static_assert(std::is_same_v<decltype(Args().get("")), std::string>);
  const auto given = [](bool there) -> std::string { return there ? " b " : ""; };
  const auto kept = trim(given(true));
  CHECK(kept == "b");
  CHECK(trim(stays) == "a");
}

TEST_CASE("text: pieces") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim(" \n") == "");
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(lines_of("a\r\n\nb\n") == std::vector<std::string_view>{"a", "", "b"});
  CHECK(lines_of("").empty());
  CHECK(join(std::vector<std::string>{"a", "", "b"}, ", ") == "a, , b");
  CHECK(join(std::vector<std::string>{}, ", ") == "");
  CHECK(replace_all("aXbXX", "X", "yy") == "ayybyyyy");
  CHECK(replace_all("abc", "X", "y") == "abc");
}

TEST_CASE("text: case is ASCII's, other bytes stay") {
  CHECK(to_lower("AbZ-É课") == "abz-É课");
  CHECK(to_lower("[") == "[");  // 0x20 below "{", as letters are
}

TEST_CASE("text: numbers are whole or nothing") {
  CHECK(to_integer("-12") == -12);
  CHECK(to_integer("9223372036854775807") == INT64_MAX);
  for (const auto* bad : {"", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "+1"})
    CHECK_MESSAGE(!to_integer(bad), bad);
}

TEST_CASE("text: UTF-8") {
  CHECK(is_utf8("在线 classroom"));
  CHECK(is_utf8(""));
  for (const std::string_view bad : {"\xff", "\xc0\x80", "\xe5\x9c", "\xed\xa0\x80", "a\x80"})
    CHECK_FALSE(is_utf8(bad));
  CHECK(is_utf8("\xEF\xBF\xBD"));  // U+FFFD itself is a character like any other
  CHECK(clip("在线", 4) == "在");
  CHECK(clip("在线", 6) == "在线");
  CHECK(clip("在", 2) == "");
}

TEST_CASE("text: edit distance") {
  struct Row {
    const char *a, *b;
    int limit, distance;
  };
  static constexpr std::array<Row, 8> rows{{{"", "", 3, 0},
                                            {"kitten", "sitting", 5, 3},
                                            {"deploy", "delpoy", 3, 1},
                                            {"API", "api", 3, 0},
                                            {"", "abc", 5, 3},
                                            {"abc", "", 5, 3},
                                            {"abcdef", "uvwxyz", 2, 3},
                                            {"branch", "brnch", 3, 1}}};
  for (const auto& row : rows)
    CHECK_MESSAGE(edit_distance(row.a, row.b, row.limit) == row.distance, row.a, " ", row.b);
  CHECK(edit_distance(std::string(100'000, 'a'), "a", 3) == 4);
}

TEST_CASE("text: did you mean") {
  const std::vector<std::string> known{"gateway", "grading", "portal", "chat"};
  CHECK(did_you_mean("gatway", known) == "gateway");
  CHECK(did_you_mean("Portal", known) == "portal");
  CHECK(did_you_mean("cat", known) == "chat");
  CHECK(did_you_mean("database", known) == std::nullopt);
  CHECK(did_you_mean("", known) == std::nullopt);
}

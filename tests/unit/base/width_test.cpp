// Columns of a terminal, and broken UTF-8.
// SPDX-License-Identifier: Apache-2.0
#include "base/width.hpp"

#include <doctest/doctest.h>

using namespace chatops;

TEST_CASE("width: East Asian characters take two columns, combining ones none") {
  CHECK(display_width("deploy") == 6);
  CHECK(display_width("部署") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("ｆｕｌｌ") == 8);
  CHECK(display_width("\x1b[0m") == 3);  // the escape itself has no width
  CHECK(display_width("🚀") == 2);
  CHECK(display_width("") == 0);
}

TEST_CASE("width: what people see as one character is one cluster") {
  struct Row {
    const char* text;
    int columns;
    std::size_t clusters;
  };
  const Row rows[] = {
      {"🇨🇳", 2, 1},
      {"🇨🇳🇯🇵", 4, 2},
      {"👨‍👩‍👧‍👦", 2, 1},
      {"🏴‍☠️", 2, 1},
      {"👍🏽", 2, 1},
      {"🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2, 1},
      {"1️⃣", 2, 1},
      {"❤", 1, 1},
      {"❤️", 2, 1},
      {"\u1112\u1161\u11ab", 2, 1},  // Hangul in parts
      {"한국", 4, 2},
      {"ที่", 1, 1},
      {"กำ", 2, 1},
      {"e\u0301\u0323", 1, 1},
      {"🥹🫠", 4, 2},
      {"a\u200db", 2, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::size_t clusters = 0;
    for (std::string_view left = row.text; !left.empty(); ++clusters)
      left.remove_prefix(first_cluster(left).bytes);
    CHECK(clusters == row.clusters);
    CHECK(display_width(row.text) == row.columns);
  }
}

TEST_CASE("width: a cut falls between clusters and is never wider than it may be") {
  CHECK(fitting("deploy", 6, "…") == "deploy");
  CHECK(fitting("deploying", 6, "…") == "deplo…");
  CHECK(fitting("部署环境", 6, "…") == "部署…");
  CHECK(fitting("李👩‍💻四五六", 6, "…") == "李👩‍💻…");
  CHECK(fitting("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "…") ==
        "👨‍👩‍👧‍👦…");
  CHECK(fitting("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2, "…") == "…");
  CHECK(fitting("ab", 0, "…").empty());
}

TEST_CASE("width: every broken byte is one replacement character") {
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe5"})
    CHECK(decode_utf8(bad).bytes == 1);
  CHECK(decode_utf8("课").character == U'课');
  CHECK(decode_utf8("\xF0\x9F\x9A\x80").bytes == 4);
}

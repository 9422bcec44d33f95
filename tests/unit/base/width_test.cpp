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

TEST_CASE("width: every broken byte is one replacement character") {
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe5"})
    CHECK(decode_utf8(bad).bytes == 1);
  CHECK(decode_utf8("课").character == U'课');
  CHECK(decode_utf8("\xF0\x9F\x9A\x80").bytes == 4);
}

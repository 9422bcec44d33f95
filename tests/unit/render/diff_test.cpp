// Line by line, as diff -u.
// SPDX-License-Identifier: Apache-2.0
#include "render/diff.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "base/text.hpp"

namespace chatops::render {
namespace {

TEST_CASE("hunks with three lines around them") {
  CHECK(unified_diff("a\n", "a\n").empty());
  CHECK(unified_diff("", "a\nb\n") == "@@ -0,0 +1,2 @@\n+a\n+b\n");
  CHECK(unified_diff("a\n", "") == "@@ -1 +0,0 @@\n-a\n");
  CHECK(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n") ==
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
  // Two that are near are one, two that are not are two.
  CHECK(unified_diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n") ==
        "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
  CHECK(unified_diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n") ==
        "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

/// The second text, made of the first by the hunks.
std::string patched(const std::string& before, const std::string& diff) {
  const auto old = lines_of(before);
  std::string out;
  std::size_t at = 0;
  for (const std::string_view line : lines_of(diff)) {
    if (line.starts_with("@@")) {
      const auto first = line.substr(4, line.find_first_of(", ", 4) - 4);
      const bool none = line.find(",0 +") != std::string_view::npos;
      const auto start = static_cast<std::size_t>(*to_integer(first)) - (none ? 0U : 1U);
      while (at < start) out.append(old[at++]).append("\n");
    } else if (line.front() == '+') {
      out.append(line.substr(1)).append("\n");
    } else {
      REQUIRE(old[at] == line.substr(1));
      if (line.front() == ' ') out.append(old[at]).append("\n");
      ++at;
    }
  }
  while (at < old.size()) out.append(old[at++]).append("\n");
  return out;
}

TEST_CASE("what is printed makes the second text of the first") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string texts[2];
    for (std::string& text : texts)
      for (auto lines = random() % 30; lines > 0; --lines)
        text.append(1, static_cast<char>('a' + random() % 4)).append("\n");
    CAPTURE(texts[0]);
    CAPTURE(texts[1]);
    CHECK(patched(texts[0], unified_diff(texts[0], texts[1])) == texts[1]);
  }
}

TEST_CASE("texts that differ everywhere are replaced, quickly") {
  std::string a, b;
  for (int i = 0; i < 20'000; ++i) {
    a += "a" + std::to_string(i) + "\n";
    b += "b" + std::to_string(i) + "\n";
  }
  const std::string diff = unified_diff(a, b);
  CHECK(diff.starts_with("@@ -1,20000 +1,20000 @@\n-a0\n"));
}

}  // namespace
}  // namespace chatops::render

// Patterns of branches and paths.
// SPDX-License-Identifier: Apache-2.0
#include "base/glob.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <string>

using namespace chatops;

TEST_CASE("glob: what matches and what does not") {
  struct Row {
    const char *pattern, *text;
    bool matches;
  };
  static constexpr auto rows = std::to_array<Row>({
      {"main", "main", true},
      {"main", "main2", false},
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "feature", true},
      {"*", "feature/x", false},
      {"feature/*", "feature/x", true},
      {"feature/*", "feature/x/y", false},
      {"feature/**", "feature/x/y", true},
      {"**", "a/b/c", true},
      {"**/x", "a/b/x", true},
      {"release-?", "release-1", true},
      {"release-?", "release-12", false},
      {"a?b", "a/b", false},
      {"v[0-9].*", "v1.2", true},
      {"v[0-9].*", "vx.2", false},
      {"[!a-c]x", "dx", true},
      {"[!a-c]x", "bx", false},
      {"[!a]", "/", false},
      {"[]a]", "]", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"[a", "[a", false},
      {"*.yaml", "values.yaml", true},
      {"a*b*c", "aXXbYYc", true},
      {"a*b*c", "aXXbYY", false},
  });
  for (const auto& row : rows)
    CHECK_MESSAGE(glob_match(row.pattern, row.text) == row.matches, row.pattern, " ", row.text);
}

TEST_CASE("glob: no pattern makes it slow") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  CHECK_FALSE(glob_match(pattern + "b", std::string(2000, 'a')));
}

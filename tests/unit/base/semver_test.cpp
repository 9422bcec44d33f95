// Order by semver.org §11; ranges by the documentation of Masterminds/semver v3, which Helm uses.
// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>

using namespace chatops;

TEST_CASE("semver: the standard's own order, each against each") {
  static constexpr std::array<std::string_view, 15> sorted{
      "0.0.1",      "0.9.10",       "1.0.0-0",       "1.0.0-9",
      "1.0.0-10",   "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
      "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
      "1.0.0",      "1.0.1",        "2.0.0"};
  for (size_t i = 0; i < sorted.size(); ++i)
    for (size_t j = 0; j < sorted.size(); ++j) {
      const auto a = SemVer::parse(sorted[i]), b = SemVer::parse(sorted[j]);
      REQUIRE(a);
      REQUIRE(b);
      CHECK_MESSAGE((*a < *b) == (i < j), sorted[i], " ", sorted[j]);
      CHECK_MESSAGE((*a == *b) == (i == j), sorted[i], " ", sorted[j]);
    }
}

TEST_CASE("semver: build metadata is kept and does not order") {
  const auto a = SemVer::parse("1.2.3+build.7"), b = SemVer::parse("v1.2.3+other");
  REQUIRE(a);
  REQUIRE(b);
  CHECK(*a == *b);
  CHECK(a->text() == "1.2.3+build.7");
  CHECK(SemVer::parse("1.2")->text() == "1.2.0");
  CHECK(SemVer::parse("1.2.3-x.7")->prerelease == "x.7");
  CHECK(SemVer::parse("1.2.3-x-y")->prerelease == "x-y");
}

TEST_CASE("semver: what is no version") {
  for (const auto* bad :
       {"", "v", "a", "1.", ".1", "1..2", "1.2.3.4", "1.2.x", "*", "1.2.3-", "1.2.3-a..b",
        "1.2.3-ä", "1.2.3+", "-1", "1.2.3 ", "1.2.99999999999999999999"})
    CHECK_MESSAGE(!SemVer::parse(bad), bad);
  CHECK_FALSE(SemVer::parse(std::string(100'000, '1')));
}

TEST_CASE("semver: ranges") {
  struct Row {
    const char *range, *version;
    bool inside;
  };
  static constexpr auto rows = std::to_array<Row>({
      {"^1.2.3", "1.2.3", true},
      {"^1.2.3", "1.9.0", true},
      {"^1.2.3", "2.0.0", false},
      {"^1.2.3", "1.2.2", false},
      {"^1", "1.0.0", true},
      {"^1", "2.0.0", false},
      {"^0.2.3", "0.2.9", true},
      {"^0.2.3", "0.3.0", false},
      {"^0.0.3", "0.0.3", true},
      {"^0.0.3", "0.0.4", false},
      {"^0.0", "0.0.9", true},
      {"^0.0", "0.1.0", false},
      {"^0", "0.9.9", true},
      {"^0", "1.0.0", false},
      {"~1.2.3", "1.2.9", true},
      {"~1.2.3", "1.3.0", false},
      {"~1", "1.9.0", true},
      {"~1", "2.0.0", false},
      {"~1.2", "1.2.9", true},
      {"~1.x", "1.5.0", true},
      {"~>1.2.3", "1.2.4", true},
      {"1.2.x", "1.2.7", true},
      {"1.2.x", "1.3.0", false},
      {"1.X", "1.9.0", true},
      {"*", "3.0.0", true},
      {"", "3.0.0", true},
      {">=1.0 <2", "1.5.0", true},
      {">= 1.0, < 2.0", "2.0.0", false},
      {">1", "1.5.0", false},
      {">1", "2.0.0", true},
      {">1.1", "1.1.9", false},
      {">1.1", "1.2.0", true},
      {"<=1.2", "1.2.9", true},
      {"<=1.2", "1.3.0", false},
      {"<1.2", "1.1.9", true},
      {"<1.2", "1.2.0", false},
      {"!=1.2.3", "1.2.4", true},
      {"!=1.2.3", "1.2.3", false},
      {"=1.2.3", "1.2.3", true},
      {"1.2.3", "1.2.3+any", true},
      {"1.2 - 1.4.5", "1.4.5", true},
      {"1.2 - 1.4.5", "1.4.6", false},
      {"1.2 - 1.4", "1.4.9", true},
      {"<1 || >=3", "3.1.0", true},
      {"<1 || >=3", "2.0.0", false},
      {"^1.0", "1.1.0-rc.1", false},
      {"^1.0-0", "1.1.0-rc.1", true},
      {">=1.2.0-beta", "1.2.0-rc", true},
      {"*", "1.0.0-rc.1", false},
      {"1.2.0-rc.1", "1.2.0-rc.1", true},
      {"!=1.2", "1.2.9", false},
      {"!=1.2", "1.3.0", true},
      {"!=1.2.3-rc.1", "1.2.3", true},
      {"!=1.2.3-rc.1", "1.2.3-rc.1", false},
  });
  for (const auto& row : rows) {
    const auto range = SemVerRange::parse(row.range);
    REQUIRE_MESSAGE(range, row.range);
    CHECK_MESSAGE(range->accepts(*SemVer::parse(row.version)) == row.inside, row.range, " ",
                  row.version);
  }
}

TEST_CASE("semver: what is no range") {
  for (const auto* bad : {"latest", "^", ">=", "1.2.3 ||| 2", "^^1", "1 - ", ">=a", "1.2.3.4"})
    CHECK_MESSAGE(!SemVerRange::parse(bad), bad);
  CHECK_FALSE(SemVerRange::parse(std::string(100'000, '1')));
}

// Order by semver.org §11; ranges as the real helms answered them.
// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>

#include "support/helm_ranges.hpp"

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
        "1.2.3-ä", "1.2.3+", "-1", "1.2.3 ", "V1.2.3", "1.2.3-01", "1.2.99999999999999999999"})
    CHECK_MESSAGE(!SemVer::parse(bad), bad);
  CHECK_FALSE(SemVer::parse(std::string(100'000, '1')));
}

TEST_CASE("semver: what was read is written so that it can be read again") {
  for (const std::size_t length : {249, 250, 251, 254}) {
    CAPTURE(length);
    const auto version = SemVer::parse("1+" + std::string(length, 'b'));
    CHECK(version.has_value() == (length <= 250));
    if (version) CHECK(SemVer::parse(version->text())->build == version->build);
  }
  CHECK(SemVer::parse_strict("1.2.3-rc.1+b"));
  for (const auto* lax : {"1.2", "v1.2.3", "01.2.3"}) {
    CHECK(SemVer::parse(lax));
    CHECK_FALSE(SemVer::parse_strict(lax));
  }
}

TEST_CASE("semver: builds in an order of their own") {
  static constexpr std::array<std::string_view, 9> sorted{"",     "007",    "8",  "10", "b.9",
                                                          "b.10", "b.10.a", "b9", "b10"};
  for (size_t i = 0; i + 1 < sorted.size(); ++i) {
    CHECK_MESSAGE(compare_builds(sorted[i], sorted[i + 1]) < 0, sorted[i]);
    CHECK_MESSAGE(compare_builds(sorted[i + 1], sorted[i]) > 0, sorted[i]);
    CHECK(compare_builds(sorted[i], sorted[i]) == 0);
  }
}

TEST_CASE("semver: a range admits what helm says that it admits") {
  const auto table = test::helm_ranges();
  std::vector<SemVer> versions;
  for (const auto& text : table.versions) versions.push_back(*SemVer::parse(text));
  for (const auto& text : table.skipped) CHECK_MESSAGE(!SemVer::parse(text), text);
  for (const auto& row : table.rows) {
    const auto range = SemVerRange::parse(row.range);
    REQUIRE_MESSAGE(range.has_value() == (row.taken != "!"), row.range);
    for (size_t i = 0; range && i < versions.size(); ++i)
      CHECK_MESSAGE(range->accepts(versions[i]) == row.admits.at(i), row.range, " ",
                    table.versions[i]);
  }
}

TEST_CASE("semver: a text of any length is answered at once") {
  CHECK_FALSE(SemVerRange::parse(std::string(100'000, '1')));
  CHECK_FALSE(SemVerRange::parse(std::string(512, ' ')));
  CHECK_FALSE(SemVerRange::parse(std::string(512, '|')));
}

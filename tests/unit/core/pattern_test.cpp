// Patterns read what they should, refuse what could be read twice, and never guess a branch.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "base/random.hpp"
#include "core/version_pattern.hpp"

namespace chatops::core {
namespace {

VersionPattern pattern(const std::string& text) {
  return value_or_throw(VersionPattern::compile(text));
}

TEST_CASE("unsound patterns are refused") {
  struct Case {
    std::string text, why;
  };
  const Case cases[] = {
      {"", "empty"},
      {"{branch", "unclosed"},
      {"{brunch}-{build}", "unknown_placeholder"},
      {"{}", "unknown_placeholder"},
      {"{branch}-{build}-{build}", "placeholder_twice"},
      {"{branch}-{any}", "two_free_texts"},
      {"{tag}.{branch}", "two_free_texts"},
      {"{branch}{build}", "adjacent"},
      {"{build}{commit}", "adjacent"},
      {"{branch}-b{commit}", "ambiguous_separator"},
      {"{branch}-{build}0", "ambiguous_separator"},
      {"{commit}f", "ambiguous_separator"},
      {"{branch}/{build}", "impossible_character"},
      {"{branch} {build}", "impossible_character"},
      {"latest", "tells_nothing"},
      {"{any}", "tells_nothing"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto compiled = VersionPattern::compile(c.text);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().reason == Reason::yaml_bad_value);
    CHECK(compiled.error().args.get("why") == c.why);
  }
  CHECK(VersionPattern::compile(std::string(201, 'x')).error().args.get("why") == "too_long");
  CHECK(VersionPattern::compile("{branch}-b{build}"));
}

TEST_CASE("versions are read from both ends") {
  struct Case {
    std::string pattern, version, branch, commit, date;
    std::int64_t build;  ///< -1 = none
  };
  const Case cases[] = {
      {"{branch}-{build}-{commit}", "main-12-abcdef1", "main", "abcdef1", "", 12},
      {"{branch}-{build}-{commit}", "fix-12-34-ABCDEF1", "fix-12", "abcdef1", "", 34},
      {"{branch}-{build}", "release-2-15", "release-2", "", "", 15},
      {"v{build}-{branch}", "v9-a-b", "a-b", "", "", 9},
      {"{date}.{build}-{branch}-{commit}", "20260102.7-x-0123456", "x", "0123456", "20260102", 7},
      {"{date}-{build}", "2022-02-09-4", "", "", "20220209", 4},
      {"{branch}-{date}-{build}", "main-2022.02.09-4", "main", "", "20220209", 4},
      {"{branch}-{date}", "main-20220209T1030", "main", "", "202202091030", -1},
      {"{date}-{commit}", "20220209T103000Z-abcdef1", "", "abcdef1", "20220209103000", -1},
      {"{date}T{build}", "20220209T1030", "", "", "20220209", 1030},
      {"{commit}", "0123456789abcdef0123456789abcdef01234567", "",
       "0123456789abcdef0123456789abcdef01234567", "", -1},
      {"{build}", "999999999999999999", "", "", "", 999999999999999999},
  };
  for (const Case& c : cases) {
    CAPTURE(c.version);
    const auto parts = pattern(c.pattern).read(c.version);
    REQUIRE(parts);
    CHECK(parts->branch == c.branch);
    CHECK(parts->commit == c.commit);
    CHECK(parts->date == c.date);
    CHECK(parts->build.value_or(-1) == c.build);
  }
}

TEST_CASE("other versions are not read at all") {
  struct Case {
    std::string pattern, version;
  };
  const Case cases[] = {
      {"{branch}-{build}-{commit}", "latest"},
      {"{branch}-{build}-{commit}", ""},
      {"{branch}-{build}-{commit}", "-12-abcdef1"},
      {"{branch}-{build}-{commit}", "main-12-abcdef"},   // six digits are no commit
      {"{branch}-{build}-{commit}", "main-12-abcdefg"},  // g is no digit
      {"{branch}-{build}-{commit}", "main--abcdef1"},
      {"{branch}-{build}-{commit}", "main-12-abcdef1-x"},
      {"{branch}-{build}", "main-1234567890123456789"},  // beyond 18 digits
      {"{build}", "12 "},
      {"v{tag}", "V1.2"},
      {"{branch}-{build}", "a b-1"},
      {"{date}-{build}", "2026010-1"},
      {"{date}-{build}", "2026-01.02-1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.version);
    CHECK_FALSE(pattern(c.pattern).read(c.version));
  }
}

TEST_CASE("a branch is compared as its slug, and only confirmed where the slug loses nothing") {
  struct Case {
    std::string version, branch;
    BranchVerdict verdict;
  };
  const Case cases[] = {
      {"feature-x-3", "feature/x", BranchVerdict::confirmed},
      {"feature-x-3", "Feature/X", BranchVerdict::confirmed},
      {"feature_x-3", "feature-x", BranchVerdict::confirmed},
      {"feature-x-3", "feature", BranchVerdict::other},
      {"feature-3", "feature/x", BranchVerdict::other},
      {"release-2-15", "release", BranchVerdict::other},
      {"release-2-15", "release-2", BranchVerdict::confirmed},
      {"x-3", "功能/x", BranchVerdict::possible},
      {"y-3", "功能/x", BranchVerdict::other},
      {"anything-3", "功能", BranchVerdict::possible},
      {"main-3", "", BranchVerdict::other},
  };
  const auto compiled = pattern("{branch}-{build}");
  for (const Case& c : cases) {
    CAPTURE(c.version);
    CAPTURE(c.branch);
    CHECK(compiled.verdict(c.version, c.branch) == c.verdict);
  }
  // As long as names are cut to: it may be the beginning of another branch.
  const std::string cut(63, 'x');
  CHECK(compiled.verdict(cut + "-3", cut) == BranchVerdict::possible);
  CHECK(compiled.verdict(cut + "-3", cut + "y") == BranchVerdict::possible);
  CHECK(compiled.verdict(std::string(30, 'x') + "-3", cut) == BranchVerdict::possible);
  CHECK(compiled.verdict("xx-3", cut) == BranchVerdict::other);
  CHECK(pattern("{build}-{commit}").verdict("1-abcdef1", "main") == BranchVerdict::possible);
  CHECK(pattern("{build}-{commit}").verdict("latest", "main") == BranchVerdict::other);
}

TEST_CASE("slugs and plain branches") {
  CHECK(branch_slug("feature//Big_Thing.2-") == "feature-big-thing-2");
  CHECK(branch_slug("中文") == "");
  CHECK(plain_branch("refs/heads/a/b") == "a/b");
  CHECK(plain_branch("origin/main") == "main");
  CHECK(plain_branch("origin/") == "origin/");
  CHECK(plain_branch("main") == "main");
}

/// Whatever is written by a pattern is read back, whatever the branch looks like.
TEST_CASE("what a CI job writes is read back") {
  const std::string alphabet = "abcdef0123456789-._/ABX";
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    std::string branch = "b";
    for (auto left = random.next() % 12; left > 0; --left) {
      branch += alphabet[random.next() % alphabet.size()];
    }
    const auto build = static_cast<std::int64_t>(random.next() % 100000);
    std::string commit;
    for (auto left = 7 + random.next() % 34; left > 0; --left) {
      commit += "0123456789abcdef"[random.next() % 16];
    }
    const std::string slug = branch_slug(branch);
    const std::string version = slug + "-" + std::to_string(build) + "-" + commit;
    const auto compiled = pattern("{branch}-{build}-{commit}");
    const auto parts = compiled.read(version);
    REQUIRE(parts);
    CHECK(parts->branch == slug);
    CHECK(parts->build == build);
    CHECK(parts->commit == commit);
    CHECK(compiled.verdict(version, branch) == BranchVerdict::confirmed);
    CHECK(compiled.verdict(version, branch + "/z") == BranchVerdict::other);
  }
}

}  // namespace
}  // namespace chatops::core

TEST_CASE("what git takes as a branch's name") {
  for (const char* good : {"main", "feature/breakout-rooms", "功能/登录", "a@b", "x.y"})
    CHECK(chatops::core::possible_branch(good));
  for (const char* bad : {"", "a b", "a\x1b[2J", "a..b", "a~1", "a^", "a:b", "-x", "a\\b", "a\x7f"})
    CHECK_FALSE(chatops::core::possible_branch(bad));
}

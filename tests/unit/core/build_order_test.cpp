// Which of two builds is newer: examples, and laws over many.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "base/random.hpp"
#include "core/build_order.hpp"
#include "core/candidates.hpp"

namespace chatops::core {
namespace {

Instant time_at(const char* text) { return from_rfc3339(text).value(); }

Artifact of(const std::string& version, const char* built = nullptr, const char* pushed = nullptr) {
  Artifact out;
  out.image = {"reg.example.com", "shop/api"};
  out.version = version;
  if (built != nullptr) out.built_at = time_at(built);
  if (pushed != nullptr) out.pushed_at = time_at(pushed);
  return out;
}

Artifact read_by(const std::string& pattern, const std::string& version) {
  Artifact out = of(version);
  const auto compiled = value_or_throw(VersionPattern::compile(pattern));
  read_pattern(out, &compiled, "");
  return out;
}

std::vector<std::string> sorted(std::vector<Artifact> artifacts) {
  sort_newest_first(artifacts);
  std::vector<std::string> out;
  for (const Artifact& artifact : artifacts) out.push_back(artifact.version);
  return out;
}

TEST_CASE("what the pattern names decides, in the pattern's order") {
  struct Case {
    const char* pattern;
    const char* newer;
    const char* older;
  };
  const Case cases[] = {
      {"{date}-{build}", "20220301-1", "20220210-3"},
      {"{date}-{build}", "20220209-22", "20220209-4"},
      {"{date}-{build}", "2022-03-01-1", "2022-02-28-99"},
      {"{branch}-{date}.{build}", "main-20220301.1", "main-20220209.22"},
      {"{build}-{date}", "10-20220101", "9-20220301"},
      {"{commit}-{date}", "0000001-202203011200", "fffffff-202202281200"},
      {"{branch}-{commit}-{date}", "main-0a1b2c3-1767222000", "main-ffffff9-1767221999"},
      {"{branch}-{build}-{commit}", "main-100-0000001", "main-99-fffffff"},
      {"{date}-{commit}", "20220209T1031-0000001", "20220209T1030-fffffff"},
      {"{date}-{commit}", "20220210-0000001", "202202091030-fffffff"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.newer);
    const Artifact a = read_by(c.pattern, c.newer);
    const Artifact b = read_by(c.pattern, c.older);
    CHECK(age(a, b) == Age::newer);
    CHECK(age(b, a) == Age::older);
    CHECK(sorted({b, a}).front() == c.newer);
  }
  // A day says nothing of what was built within it.
  CHECK(age(read_by("{date}-{commit}", "20220209-0000001"),
            read_by("{date}-{commit}", "202202091030-fffffff")) == Age::unknown);
}

TEST_CASE("else the time, which is not when it was pushed; text only among free texts") {
  CHECK(age(of("ffffff01", "2026-01-02T10:00:00Z"), of("1c0ffee0", "2026-05-06T10:00:00Z")) ==
        Age::older);
  CHECK(age(of("ffffff01"), of("1c0ffee0")) == Age::unknown);
  CHECK(age(of("main-ffffff01"), of("main-0badcafe")) == Age::unknown);
  CHECK(age(of("main-ffffff01-2"), of("main-0badcafe-1")) == Age::unknown);
  CHECK(age(of("v1.10.0"), of("v1.9.0")) == Age::newer);
  CHECK(age(of("v1.10.0", "2026-01-02T10:00:00Z"), of("v1.9.0", "2026-01-03T10:00:00Z")) ==
        Age::older);
  CHECK(age(of("blue"), of("green")) == Age::unknown);
  // Pushed again: what was made before the other was pushed is not newer for it.
  const char* march = "2026-03-01T00:00:00Z";
  const char* april = "2026-04-01T00:00:00Z";
  const char* may = "2026-05-01T00:00:00Z";
  CHECK(age(of("a", may, may), of("b", nullptr, april)) == Age::newer);
  CHECK(age(of("a", march, may), of("b", nullptr, april)) == Age::unknown);
  CHECK(age(of("a", nullptr, may), of("b", nullptr, april)) == Age::newer);
  CHECK(only_pushed(of("a", nullptr, may), of("b", nullptr, april)));
}

TEST_CASE("a number that begins anew each day is not compared with one that counts through") {
  Artifact daily = read_by("{date}-{build}", "20220209-22");
  Artifact other = of("build-3", "2022-03-01T00:00:00Z");
  other.from.build = 3;
  CHECK(age(daily, other) == Age::unknown);
  daily.built_at = time_at("2022-02-09T22:00:00Z");
  CHECK(age(daily, other) == Age::older);
}

TEST_CASE("times that say nothing are no knowledge") {
  const Instant now = time_at("2026-11-26T12:00:00Z");
  for (const char* nonsense :
       {"1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "1980-01-01T00:00:01Z",
        "0001-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "2026-11-26T14:00:00Z",
        "2099-01-01T00:00:00Z"}) {
    CAPTURE(nonsense);
    CHECK_FALSE(tells_a_time(time_at(nonsense), now));
  }
  CHECK(tells_a_time(time_at("2026-11-26T12:10:00Z"), now));
  CHECK(tells_a_time(time_at("2013-06-01T00:00:00Z"), now));
  CHECK_FALSE(told_time(std::nullopt, now));
}

TEST_CASE("lists: numbers before times, times before text") {
  struct Case {
    std::vector<Artifact> given;
    std::vector<std::string> newest_first;
  };
  const auto built = [](const char* version, std::int64_t build, const char* time) {
    Artifact artifact = of(version, time);
    artifact.from.build = build;
    return artifact;
  };
  const char* early = "2026-01-01T00:00:00Z";
  const char* late = "2026-01-02T00:00:00Z";
  const Case cases[] = {
      {{built("a", 1, late), built("b", 2, early)}, {"b", "a"}},
      {{built("a", 1, early), built("b", 1, late)}, {"b", "a"}},
      {{of("a", early), of("b", late)}, {"b", "a"}},
      {{built("a", 9, early), of("b", late)}, {"b", "a"}},
      {{built("a", 9, nullptr), of("b", late)}, {"b", "a"}},
      {{of("v1.9.0"), of("v1.10.0")}, {"v1.10.0", "v1.9.0"}},
      {{of("v1"), of("v1.1")}, {"v1.1", "v1"}},
      {{of("a-2", early), of("a-10", early)}, {"a-10", "a-2"}},
      {{read_by("{date}-{build}", "20220209-22"), read_by("{date}-{build}", "20220301-1"),
        read_by("{date}-{build}", "20220209-4"), read_by("{date}-{build}", "20220210-3")},
       {"20220301-1", "20220210-3", "20220209-22", "20220209-4"}},
  };
  for (const Case& c : cases) {
    std::vector<Artifact> order = c.given;
    CHECK(sorted(order) == c.newest_first);
    std::reverse(order.begin(), order.end());
    CHECK(sorted(order) == c.newest_first);
  }
  CHECK_FALSE(newer(of("a", early), of("a", early)));
}

TEST_CASE("older and newer are two views of one thing, over random pairs") {
  const char* patterns[] = {"{date}-{build}", "{branch}-{build}-{commit}", "{commit}",
                            "{any}-{commit}"};
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    const auto some = [&] {
      const char* pattern = patterns[random.next() % 4];
      const std::string version = std::to_string(20220101 + random.next() % 28) + "-" +
                                  std::to_string(random.next() % 30) + "-abcdef" +
                                  std::to_string(random.next() % 10);
      Artifact artifact = read_by(pattern, version);
      if (random.next() % 2 == 0) artifact.built_at = Instant{Millis(random.next() % 50)};
      if (random.next() % 2 == 0) artifact.pushed_at = Instant{Millis(random.next() % 50)};
      return artifact;
    };
    const Artifact a = some();
    const Artifact b = some();
    const Age there = age(a, b);
    const Age back = age(b, a);
    CHECK((there == Age::newer) == (back == Age::older));
    CHECK((there == Age::older) == (back == Age::newer));
    CHECK((there == Age::unknown) == (back == Age::unknown));
  }
}

}  // namespace
}  // namespace chatops::core

// The newest artifact of a branch: examples, and laws over many random histories.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "base/random.hpp"
#include "core/candidates.hpp"

namespace chatops::core {
namespace {

const VersionPattern& standard_pattern() {
  static const VersionPattern compiled =
      value_or_throw(VersionPattern::compile("{branch}-{build}-{commit}"));
  return compiled;
}

Artifact made(const std::string& version, std::optional<std::int64_t> minutes = {},
              const std::string& digest = "") {
  Artifact out;
  out.component = "api";
  out.image = {"reg.example.com", "shop/api"};
  out.version = version;
  out.digest = digest;
  if (minutes) out.built_at = Instant{Millis{*minutes * 60000}};
  return out;
}

Artifact told(Artifact artifact, const std::string& branch,
              ProvenanceSource source = ProvenanceSource::properties) {
  artifact.from.branch = branch;
  artifact.source = source;
  return artifact;
}

std::vector<std::string> versions(const std::vector<Artifact>& artifacts) {
  std::vector<std::string> out;
  for (const Artifact& artifact : artifacts) out.push_back(artifact.version);
  return out;
}

/// Examines by what the pattern says alone, as with a source that tells nothing.
std::optional<Candidate> search_to_end(CandidateSearch& search) {
  while (!search.done()) {
    for (const Artifact& artifact : search.next(3)) search.learn(artifact);
  }
  return search.found();
}

void shuffle(std::vector<Artifact>& artifacts, Random& random) {
  for (std::size_t i = artifacts.size(); i > 1; --i) {
    std::swap(artifacts[i - 1], artifacts[random.next() % i]);
  }
}

TEST_CASE("build numbers come before times, times before text") {
  struct Case {
    std::vector<Artifact> given;
    std::vector<std::string> newest_first;
  };
  const auto built = [](const char* version, std::int64_t build, std::optional<std::int64_t> at) {
    Artifact artifact = made(version, at);
    artifact.from.build = build;
    return artifact;
  };
  const Case cases[] = {
      {{built("a", 1, 100), built("b", 2, 50)}, {"b", "a"}},
      {{built("a", 1, 100), built("b", 1, 150)}, {"b", "a"}},
      {{made("a", 100), made("b", 150)}, {"b", "a"}},
      {{built("a", 9, 100), made("b", 150)}, {"b", "a"}},  // not all have a build: time
      {{built("a", 9, {}), made("b", 150)}, {"b", "a"}},   // no time: oldest
      {{made("v1.9.0"), made("v1.10.0")}, {"v1.10.0", "v1.9.0"}},
      {{made("v1"), made("v1.1")}, {"v1.1", "v1"}},
      {{made("a-2", 5), made("a-10", 5)}, {"a-10", "a-2"}},
  };
  for (const Case& c : cases) {
    std::vector<Artifact> order = c.given;
    sort_newest_first(order);
    CHECK(versions(order) == c.newest_first);
    std::reverse(order.begin(), order.end());
    sort_newest_first(order);
    CHECK(versions(order) == c.newest_first);
  }
  CHECK_FALSE(newer(made("a", 1), made("a", 1)));
}

TEST_CASE("the pattern keeps other branches and released versions out without asking anybody") {
  CandidateSearch search({made("main-3-abcdef1", 30), made("v1.2.3", 99), made("latest", 99),
                          made("feature-x-9-abcdef2", 90), made("main-2-abcdef3", 20)},
                         "main", &standard_pattern());
  CHECK(versions(search.next(10)) == std::vector<std::string>{"main-3-abcdef1", "main-2-abcdef3"});
  const auto found = search_to_end(search);
  REQUIRE(found);
  CHECK(found->artifact.version == "main-3-abcdef1");
  CHECK(found->artifact.from.branch == "main");
  CHECK(found->artifact.from.build == 3);
  CHECK(found->artifact.source == ProvenanceSource::pattern);
  CHECK(search.examined() == 2);  // three at a time were offered, two existed
}

TEST_CASE("properties overrule the pattern") {
  const Artifact newest = made("feature-x-9-abcdef2", 90);
  const Artifact older = made("feature-x-8-abcdef3", 80);
  CandidateSearch search({older, newest}, "feature/x", &standard_pattern());
  REQUIRE(search.next().front().version == newest.version);
  search.learn(told(newest, "refs/heads/feature-x"));  // another branch with the same slug
  CHECK_FALSE(search.found());
  REQUIRE(search.next().front().version == older.version);
  search.learn(told(older, "refs/heads/feature/x"));
  CHECK(search.done());
  CHECK(search.found().value().artifact.version == older.version);
}

TEST_CASE("without a pattern only a witness counts") {
  CandidateSearch silent({made("a", 1), made("b", 2)}, "main", nullptr);
  CHECK_FALSE(search_to_end(silent));
  CHECK_FALSE(silent.limited());
  CHECK(silent.candidates().size() == 2);

  CandidateSearch told_already(
      {told(made("a", 1), "main", ProvenanceSource::labels), told(made("b", 2), "other")}, "main",
      nullptr);
  CHECK(told_already.done());
  CHECK(told_already.examined() == 0);
  CHECK(told_already.found().value().artifact.version == "a");
}

TEST_CASE("a newer one that is still unknown withholds the answer") {
  CandidateSearch search({made("a", 1), made("b", 2)}, "main", nullptr);
  search.learn(told(made("a", 1), "main"));
  CHECK_FALSE(search.found());
  CHECK_FALSE(search.done());
  search.learn(told(made("b", 2), "other"));
  CHECK(search.found().value().artifact.version == "a");
}

TEST_CASE("at most so many are examined") {
  std::vector<Artifact> listed;
  for (int i = 0; i < 50; ++i) listed.push_back(made("v" + std::to_string(i), i));
  CandidateSearch search(listed, "main", nullptr, {}, 20);
  int asked = 0;
  while (!search.done()) {
    for (const Artifact& artifact : search.next(7)) {
      search.learn(told(artifact, "other"));
      ++asked;
    }
  }
  CHECK(asked == 20);
  CHECK(search.examined() == 20);
  CHECK(search.limited());
  CHECK_FALSE(search.found());
}

TEST_CASE("equal digests are one candidate, moved tags are flagged") {
  CandidateSearch search(
      {made("main-3-abcdef1", 30, "sha256:b"), made("main-4-abcdef1", 40, "sha256:b"),
       made("main-2-abcdef3", 20, "sha256:a")},
      "main", &standard_pattern(),
      {{"main-4-abcdef1", "sha256:old"}, {"main-2-abcdef3", "sha256:a"}});
  const auto all = search.candidates();
  REQUIRE(all.size() == 2);
  CHECK(all[0].artifact.version == "main-4-abcdef1");
  CHECK(all[0].aliases == std::vector<std::string>{"main-3-abcdef1"});
  CHECK(all[0].moved);
  CHECK_FALSE(all[1].moved);

  // The digest may only become known by examining.
  CandidateSearch late({made("main-3-abcdef1", 30)}, "main", &standard_pattern(),
                       {{"main-3-abcdef1", "sha256:old"}});
  CHECK_FALSE(late.candidates().front().moved);
  late.learn(made("main-3-abcdef1", 30, "sha256:new"));
  CHECK(late.found().value().moved);
}

/// A history of one component: branches interleaved, doubles, moved tags, gaps in what is known.
std::vector<Artifact> random_history(Random& random) {
  const char* branches[] = {"main", "feature-x", "release-2"};
  std::vector<Artifact> out;
  const auto size = 1 + random.next() % 40;
  for (std::size_t i = 0; i < size; ++i) {
    const std::string version = std::string(branches[random.next() % 3]) + "-" +
                                std::to_string(random.next() % 30) + "-abcdef" +
                                std::to_string(random.next() % 10);
    std::optional<std::int64_t> at;
    if (random.next() % 4 != 0) at = static_cast<std::int64_t>(random.next() % 100);
    const std::string digest =
        random.next() % 3 == 0 ? "" : "sha256:" + std::to_string(random.next() % 20);
    out.push_back(made(version, at, digest));
    if (random.next() % 5 == 0) out.push_back(out.back());
  }
  // A source lists each version once; doubles are the same thing listed twice.
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
  for (std::size_t i = 1; i < out.size(); ++i) {
    if (out[i].version == out[i - 1].version) out[i] = out[i - 1];
  }
  return out;
}

TEST_CASE("the newest does not depend on the order of the list, nor on doubles") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    auto history = random_history(random);
    CandidateSearch first(history, "release/2", &standard_pattern());
    const auto expected = search_to_end(first);
    history.push_back(history[random.next() % history.size()]);
    shuffle(history, random);
    CandidateSearch second(history, "release/2", &standard_pattern());
    const auto again = search_to_end(second);
    REQUIRE(expected.has_value() == again.has_value());
    if (!expected) continue;
    CHECK(expected->artifact == again->artifact);
    // Against a naive reading: no version of the branch has a higher build number.
    for (const Artifact& artifact : history) {
      const auto parts = standard_pattern().read(artifact.version);
      if (!parts || parts->branch != "release-2") continue;
      CHECK(parts->build.value() <= expected->artifact.from.build.value());
    }
  }
}

TEST_CASE("the order is total: sorting any shuffle gives one result") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    auto history = random_history(random);
    for (Artifact& artifact : history) {
      if (random.next() % 2 == 0) read_pattern(artifact, &standard_pattern(), "");
    }
    auto other = history;
    shuffle(other, random);
    sort_newest_first(history);
    sort_newest_first(other);
    CHECK(versions(history) == versions(other));
  }
}

TEST_CASE("following never moves backwards") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    std::vector<Artifact> listed;
    std::optional<BillLine> runs;
    std::int64_t highest = -1;
    std::int64_t build = 0;
    for (int step = 0; step < 30; ++step) {
      const auto dice = random.next() % 4;
      if (dice < 2) {  // a burst of builds
        for (auto left = 1 + random.next() % 3; left > 0; --left) {
          ++build;
          listed.push_back(made("main-" + std::to_string(build) + "-abcdef1", build,
                                "sha256:" + std::to_string(build)));
        }
      } else if (dice == 2 && !listed.empty()) {  // the registry is cleaned, newest first for once
        listed.erase(listed.begin() + static_cast<std::ptrdiff_t>(random.next() % listed.size()));
      }
      shuffle(listed, random);
      CandidateSearch search(listed, "main", &standard_pattern());
      const auto found = search_to_end(search);
      const auto newest = found ? std::optional(found->artifact) : std::nullopt;
      if (const auto next = follow_step(runs, "main", newest, &standard_pattern(), listed)) {
        runs = line_of(*next);
        CHECK(next->from.build.value() > highest);
        highest = next->from.build.value();
      }
      if (newest) CHECK(newest->from.build.value() <= highest);
    }
  }
}

TEST_CASE("what runs gives way to another branch, to a moved tag, and to a first artifact") {
  const auto newest = told(made("main-3-abcdef1", 30, "sha256:c"), "main");
  CHECK_FALSE(follow_step({}, "main", {}, nullptr, {}));
  CHECK(follow_step({}, "main", newest, nullptr, {}) == newest);

  BillLine runs = line_of(told(made("feature-x-9-abcdef1", 90, "sha256:z"), "feature/x"));
  CHECK(follow_step(runs, "main", newest, &standard_pattern(), {}) == newest);
  CHECK_FALSE(follow_step(runs, "main", {}, &standard_pattern(), {}));

  runs = line_of(newest);
  CHECK_FALSE(follow_step(runs, "main", newest, nullptr, {}));  // same digest
  auto moved = newest;
  moved.digest = "sha256:d";
  CHECK(follow_step(runs, "main", moved, nullptr, {}) == moved);

  // A tag without build or time that the registry no longer lists gives way.
  BillLine gone;
  gone.image = newest.image;
  gone.version = "old";
  gone.from.branch = "main";
  CHECK(follow_step(gone, "main", newest, nullptr, {}) == newest);
}

}  // namespace
}  // namespace chatops::core
